/** Writes a command's result so that it is there whole or not at all. */
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { writeWholeFile } from '../files/whole-file'
import { CommandError } from './terminal'

/**
 * Looks before a long run whether `path` can be written, and that it is none of the files that the command reads.
 *
 * Errors: no name, no such folder, `path` is a folder, or one of `read`.
 */
export async function checkOutputPath(path: string, read: readonly (string | undefined)[]): Promise<void> {
  if (path === '') throw new CommandError('The name of the file to write is empty. Give one with --out.', 2)
  const folder = dirname(resolve(path))
  const found = await stat(folder).catch(() => null)
  if (!found?.isDirectory())
    throw new CommandError(
      `Cannot write ${path}: there is no folder ${folder}. Make it first, or give another --out.`,
    )
  const target = await stat(path).catch(() => null)
  if (target?.isDirectory())
    throw new CommandError(`Cannot write ${path}: it is a folder. Give a file name with --out.`)
  if (!target?.isFile()) return
  for (const input of read) {
    const source = input === undefined ? null : await stat(input).catch(() => null)
    if (source?.ino === target.ino && source.dev === target.dev)
      throw new CommandError(`Cannot write ${path}: the command reads that file. Give another --out.`)
  }
}

/** Writes to a temporary file beside `path`, syncs and renames. Errors: the disk is full, or it may not be written. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWholeFile(path, content, { overwrite: true })
  } catch (error) {
    throw new CommandError(`Cannot write ${path}: ${fileReason(error)} Nothing was changed there.`)
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'There is no such file.',
  EACCES: 'Permission is denied.',
  EPERM: 'Permission is denied.',
  EISDIR: 'It is a folder, not a file.',
  ENOTDIR: 'A part of the path is not a folder.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is used up.',
  EROFS: 'The disk can only be read.',
  EMFILE: 'Too many files are open.',
}

/** Why a file could not be read or written, in words. */
export function fileReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return (code !== undefined && REASONS[code]) || `${message}.`
}
