/** Refusals of the host, as the page shows them. */
import type { HostProblem } from '../contract'
import { EngineCommandError } from '../engine-link/engine-client'
import { ErrorWithProblem } from '../../words/error-with-problem'
import { tell } from '../../words/tell'
import { assertNever } from '../../graph/basics/assert-never'

/** A request that the host refuses, with what to do about it. */
export class HostError extends ErrorWithProblem<HostProblem> {
  override readonly name = 'HostError'
}

/** What was wrong, as an answer: the host's and the engine's own refusals, or an error nobody foresaw. */
export function problemOf(error: unknown): HostProblem {
  if (error instanceof HostError) return error.problem
  if (error instanceof EngineCommandError)
    return error.engineEnded ? { ...error.problem, code: 'engineEnded' } : error.problem
  return {
    message: tell('host.failed', 'Gradwire failed at this: {{reason}}', {
      reason: error instanceof Error ? error.message : String(error),
    }),
    remedy: tell('host.try_again', 'Try again. If it stays, save the graph and start Gradwire anew.'),
    code: 'unexpected',
  }
}

export type FileAction = 'read' | 'write' | 'list'

interface FileRule {
  code: string
  reason: string
  remedy: Record<FileAction, string> | string
}

const place = (): string => tell('disk.choose_another_place', 'Choose another place.')
const denied = (): FileRule => ({
  code: 'denied',
  reason: tell('disk.permission_is_denied', 'Permission is denied.'),
  remedy: {
    read: tell('disk.change_file_s_permissions_or', "Change the file's permissions, or choose another file."),
    write: tell(
      'disk.choose_another_place_or_change',
      'Choose another place, or change the permissions of the file and its folder.',
    ),
    list: tell('disk.choose_another_folder', 'Choose another folder.'),
  },
})
const full = (): FileRule => ({
  code: 'full',
  reason: tell('disk.disk_is_full', 'The disk is full.'),
  remedy: {
    read: place(),
    list: place(),
    write: tell('disk.make_room_on_disk_or', 'Make room on the disk, or save to another one.'),
  },
})

/** Of errors of the file system by their code. */
const RULES: Readonly<Record<string, () => FileRule>> = {
  ENOENT: () => ({
    code: 'missing',
    reason: tell('disk.there_is_no_such_file', 'There is no such file or folder.'),
    remedy: {
      read: tell('disk.check_path_it_may_have', 'Check the path; it may have been moved or renamed.'),
      write: tell('disk.make_folder_first_or_choose', 'Make the folder first, or choose another place.'),
      list: tell('disk.check_path', 'Check the path.'),
    },
  }),
  ENOTDIR: () => ({
    code: 'missing',
    reason: tell('disk.part_of_path_is_not', 'A part of the path is not a folder.'),
    remedy: tell('disk.check_path', 'Check the path.'),
  }),
  EACCES: denied,
  EPERM: denied,
  EISDIR: () => ({
    code: 'folder',
    reason: tell('disk.it_is_folder_not_file', 'It is a folder, not a file.'),
    remedy: tell('disk.give_name_of_file_in', 'Give the name of a file in it.'),
  }),
  EFTYPE: () => ({
    code: 'invalid',
    reason: tell('disk.no_ordinary_file', 'It is not an ordinary file.'),
    remedy: tell('host.choose_file', 'Choose a file.'),
  }),
  EFBIG: () => ({
    code: 'large',
    reason: tell('disk.file_is_too_large', 'The file is too large.'),
    remedy: {
      read: tell('host.choose_file', 'Choose a file.'),
      list: place(),
      write: place(),
    },
  }),
  EEXIST: () => ({
    code: 'exists',
    reason: tell('disk.file_of_that_name_is', 'A file of that name is there already.'),
    remedy: tell('disk.replace_it_or_choose_another', 'Replace it, or choose another name.'),
  }),
  ENOSPC: full,
  EDQUOT: () => ({
    ...full(),
    reason: tell('disk.your_share_of_disk_is', 'Your share of the disk is used up.'),
  }),
  EROFS: () => ({
    code: 'readOnly',
    reason: tell('disk.this_disk_can_only_be', 'This disk can only be read.'),
    remedy: place(),
  }),
  ENAMETOOLONG: () => ({
    code: 'name',
    reason: tell('disk.name_is_too_long', 'The name is too long.'),
    remedy: tell('disk.choose_shorter_name', 'Choose a shorter name.'),
  }),
  EINVAL: () => ({
    code: 'name',
    reason: tell('disk.this_disk_does_not_take', 'This disk does not take that name.'),
    remedy: tell('disk.choose_another_name', 'Choose another name.'),
  }),
  ELOOP: () => ({
    code: 'missing',
    reason: tell('disk.links_of_this_path_go', 'The links of this path go in a circle.'),
    remedy: tell('disk.check_path', 'Check the path.'),
  }),
  EMFILE: () => ({
    code: 'busy',
    reason: tell('disk.too_many_files_are_open', 'Too many files are open.'),
    remedy: tell('disk.close_some_programs_and_try', 'Close some programs and try again.'),
  }),
  EBUSY: () => ({
    code: 'busy',
    reason: tell('disk.another_program_holds_it', 'Another program holds it.'),
    remedy: tell('disk.close_that_program_and_try', 'Close that program and try again.'),
  }),
  EIO: () => ({
    code: 'broken',
    reason: tell('disk.disk_reports_error', 'The disk reports an error.'),
    remedy: tell('disk.save_to_another_disk', 'Save to another disk.'),
  }),
}

/** The refusal for an error of the file system, naming the path, the reason and the remedy. */
export function fileError(error: unknown, action: FileAction, path: string): HostError {
  if (error instanceof HostError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const rule = code === undefined ? undefined : RULES[code]?.()
  const kept = action === 'write' ? tell('disk.unchanged', ' What was there before is unchanged.') : ''
  if (!rule)
    return new HostError({
      message: cannot(action, path, `${message}.${kept}`),
      remedy: place(),
      code: 'unexpected',
    })
  return new HostError({
    message: cannot(action, path, `${rule.reason}${rule.code === 'exists' ? '' : kept}`),
    remedy: typeof rule.remedy === 'string' ? rule.remedy : rule.remedy[action],
    code: rule.code,
  })
}

/** `Cannot read /tmp/net.json: There is no such file or folder.` */
export function cannot(action: FileAction, path: string, reason: string): string {
  switch (action) {
    case 'read':
      return tell('disk.cannot_read', 'Cannot read {{path}}: {{reason}}', { path, reason })
    case 'write':
      return tell('disk.cannot_write', 'Cannot write {{path}}: {{reason}}', { path, reason })
    case 'list':
      return tell('disk.cannot_list', 'Cannot list {{path}}: {{reason}}', { path, reason })
    default:
      return assertNever(action)
  }
}
