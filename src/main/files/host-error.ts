/** Refusals of the host, as the page shows them. */
import type { HostProblem } from '../contract'
import { EngineCommandError } from '../engine-link/engine-client'

/** A request that the host refuses, with what to do about it. */
export class HostError extends Error {
  override readonly name = 'HostError'
  readonly problem: HostProblem

  constructor(problem: HostProblem) {
    super(problem.message)
    this.problem = problem
  }
}

/** What was wrong, as an answer: the host's and the engine's own refusals, or an error nobody foresaw. */
export function problemOf(error: unknown): HostProblem {
  if (error instanceof HostError) return error.problem
  if (error instanceof EngineCommandError)
    return error.engineEnded ? { ...error.problem, code: 'engineEnded' } : error.problem
  return {
    message: `Gradwire failed at this: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Try again. If it stays, save the graph and start Gradwire anew.',
    code: 'unexpected',
  }
}

type FileAction = 'read' | 'write' | 'list'

interface FileRule {
  code: string
  reason: string
  remedy: Record<FileAction, string> | string
}

const PLACE = 'Choose another place.'
const DENIED: FileRule = {
  code: 'denied',
  reason: 'Permission is denied.',
  remedy: {
    read: "Change the file's permissions, or choose another file.",
    write: 'Choose another place, or change the permissions of the file and its folder.',
    list: 'Choose another folder.',
  },
}
const FULL: FileRule = {
  code: 'full',
  reason: 'The disk is full.',
  remedy: { read: PLACE, list: PLACE, write: 'Make room on the disk, or save to another one.' },
}

const RULES: Record<string, FileRule> = {
  ENOENT: {
    code: 'missing',
    reason: 'There is no such file or folder.',
    remedy: {
      read: 'Check the path; it may have been moved or renamed.',
      write: 'Make the folder first, or choose another place.',
      list: 'Check the path.',
    },
  },
  ENOTDIR: { code: 'missing', reason: 'A part of the path is not a folder.', remedy: 'Check the path.' },
  EACCES: DENIED,
  EPERM: DENIED,
  EISDIR: { code: 'folder', reason: 'It is a folder, not a file.', remedy: 'Give the name of a file in it.' },
  EEXIST: {
    code: 'exists',
    reason: 'A file of that name is there already.',
    remedy: 'Replace it, or choose another name.',
  },
  ENOSPC: FULL,
  EDQUOT: { ...FULL, reason: 'Your share of the disk is used up.' },
  EROFS: { code: 'readOnly', reason: 'This disk can only be read.', remedy: PLACE },
  ENAMETOOLONG: { code: 'name', reason: 'The name is too long.', remedy: 'Choose a shorter name.' },
  EINVAL: { code: 'name', reason: 'This disk does not take that name.', remedy: 'Choose another name.' },
  ELOOP: { code: 'missing', reason: 'The links of this path go in a circle.', remedy: 'Check the path.' },
  EMFILE: { code: 'busy', reason: 'Too many files are open.', remedy: 'Close some programs and try again.' },
  EBUSY: { code: 'busy', reason: 'Another program holds it.', remedy: 'Close that program and try again.' },
  EIO: { code: 'broken', reason: 'The disk reports an error.', remedy: 'Save to another disk.' },
}

/** The refusal for an error of the file system, naming the path, the reason and the remedy. */
export function fileError(error: unknown, action: FileAction, path: string): HostError {
  if (error instanceof HostError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const rule = code === undefined ? undefined : RULES[code]
  const kept = action === 'write' ? ' What was there before is unchanged.' : ''
  if (!rule)
    return new HostError({
      message: `Cannot ${action} ${path}: ${message}.${kept}`,
      remedy: PLACE,
      code: 'unexpected',
    })
  return new HostError({
    message: `Cannot ${action} ${path}: ${rule.reason}${rule.code === 'exists' ? '' : kept}`,
    remedy: typeof rule.remedy === 'string' ? rule.remedy : rule.remedy[action],
    code: rule.code,
  })
}
