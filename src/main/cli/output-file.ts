/** Writes a command's result so that it is there whole or not at all. */
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { writeWholeFile } from '../files/whole-file'
import { STREAM } from './paths'
import { CommandError, printResult } from './terminal'
import { tell } from '../../words/tell'

/**
 * Looks before a long run whether `path` can be written, and that it is none of the files that the command reads.
 *
 * - `text`: whether people can read what is written
 *
 * Errors: no name, no such folder, `path` is a folder, or one of `read`; what is no text would go to a terminal.
 */
export async function checkOutputPath(
  path: string,
  read: readonly (string | undefined)[],
  { text = false }: { text?: boolean } = {},
): Promise<void> {
  if (path === '')
    throw new CommandError(
      tell('cli.name_of_file_to_write', 'The name of the file to write is empty. Give one with --out.'),
      2,
    )
  if (path === STREAM) {
    if (text || !process.stdout.isTTY) return
    throw new CommandError(
      tell(
        'cli.binary_on_terminal',
        'This is no text, and stdout is a terminal. Give the name of a file, or send it on: … | other-program',
      ),
      2,
    )
  }
  const folder = dirname(resolve(path))
  const found = await stat(folder).catch(() => null)
  if (!found?.isDirectory())
    throw new CommandError(
      tell(
        'cli.cannot_write_there_is_no_folder',
        'Cannot write {{path}}: there is no folder {{folder}}. Make it first, or give another --out.',
        { path, folder },
      ),
    )
  const target = await stat(path).catch(() => null)
  if (target?.isDirectory())
    throw new CommandError(
      tell(
        'cli.cannot_write_it_is_folder',
        'Cannot write {{path}}: it is a folder. Give a file name with --out.',
        { path },
      ),
    )
  if (!target?.isFile()) return
  for (const input of read) {
    const source = input === undefined ? null : await stat(input).catch(() => null)
    if (source?.ino === target.ino && source.dev === target.dev)
      throw new CommandError(
        tell(
          'cli.cannot_write_command_reads_that',
          'Cannot write {{path}}: the command reads that file. Give another --out.',
          { path },
        ),
      )
  }
}

/** Writes to a temporary file beside `path`, syncs and renames; or to stdout. Errors: the disk is full, or it may not be written. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  if (path === STREAM) return printResult(content)
  try {
    await writeWholeFile(path, content, { overwrite: true })
  } catch (error) {
    throw new CommandError(
      tell(
        'cli.cannot_write_nothing_was_changed_there',
        'Cannot write {{path}}: {{reason}} Nothing was changed there.',
        { path, reason: fileReason(error) },
      ),
    )
  }
}

const REASONS: Readonly<Record<string, () => string>> = {
  ENOENT: () => tell('disk.no_such_file', 'There is no such file.'),
  EACCES: () => tell('disk.permission_is_denied', 'Permission is denied.'),
  EPERM: () => tell('disk.permission_is_denied', 'Permission is denied.'),
  EISDIR: () => tell('disk.it_is_folder_not_file', 'It is a folder, not a file.'),
  ENOTDIR: () => tell('disk.part_of_path_is_not', 'A part of the path is not a folder.'),
  ENOSPC: () => tell('disk.disk_is_full', 'The disk is full.'),
  EDQUOT: () => tell('disk.your_share_of_disk_is', 'Your share of the disk is used up.'),
  EROFS: () => tell('disk.disk_can_only_be_read', 'The disk can only be read.'),
  EMFILE: () => tell('disk.too_many_files_are_open', 'Too many files are open.'),
}

/** Why a file could not be read or written, in words. */
export function fileReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return (code !== undefined && REASONS[code]?.()) || `${message}.`
}
