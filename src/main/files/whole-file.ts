/** Writing a file so that it is there whole, or not changed at all. */
import type { Stats } from 'node:fs'
import { access, constants, link, open, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { temporaryBeside } from './temporary-files'

/**
 * Writes to a temporary file beside `path`, syncs it and renames it; a link is followed to its file.
 *
 * Every byte is written before the rename: a write that the disk takes only a part of goes on, and so fails with
 * ENOSPC, where a single write call would have left the document cut short.
 *
 * - `path`: of a device or a pipe too, which is written straight.
 * - `overwrite`: false refuses to replace a file that is there, also one that appears meanwhile.
 * Errors: those of the file system, with their `code`; the temporary file is taken away.
 */
export async function writeWholeFile(
  path: string,
  data: string | Uint8Array,
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  const { target, before } = await lookAtTarget(path, { overwrite })
  // A device or a pipe takes the bytes; a rename would put a file in its place.
  if (before && !before.isFile()) return writeFile(target, data)
  const temporary = temporaryBeside(target)
  try {
    await writeSynced(temporary, data, before?.mode)
    if (overwrite) await rename(temporary, target)
    else await linkNew(temporary, target)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(target))
}

/** What is there before it is written over, if it may be; → the path without links. Errors: it may not. */
export async function lookAtTarget(
  path: string,
  { overwrite }: { overwrite: boolean },
): Promise<{ target: string; before: Stats | null }> {
  const target = await realpath(path).catch(() => path)
  const before = await stat(target).catch(() => null)
  if (before?.isDirectory()) throw refusal('EISDIR', target)
  if (before && !overwrite) throw refusal('EEXIST', target)
  // A rename asks only the folder; a file that may not be written stays as it is.
  if (before) await access(target, constants.W_OK)
  return { target, before }
}

async function writeSynced(path: string, data: string | Uint8Array, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx', 0o666)
  try {
    await file.writeFile(data)
    // Nothing that is written here is a program.
    if (mode !== undefined) await file.chmod(mode & 0o666)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives the file its name only if nobody has it; where a disk knows no links, looks first and renames. */
async function linkNew(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    if (await stat(target).catch(() => null)) throw refusal('EEXIST', target)
    await rename(temporary, target)
    return
  }
  await unlink(temporary)
}

/** Makes the new name last through a power cut; not every system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

function refusal(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, path })
}
