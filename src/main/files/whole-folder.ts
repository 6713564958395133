/** Writing a folder of files so that it is there whole, or not changed at all. */
import { mkdir, open, readdir, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { temporaryBeside } from './temporary-files'

export type FolderFiles = ReadonlyMap<string, string | Uint8Array>

export interface WholeFolderOptions {
  /** Also into a folder that holds something else; what has other names stays. */
  overwrite: boolean
  /** A file and words in it by which an earlier folder of this kind is known; it may be replaced. */
  mark: { file: string; words: string }
  /** Names that such a folder may have; those that the new one lacks go. */
  known: readonly string[]
}

/**
 * Writes all files to a folder beside `path`, and moves them there when they are complete.
 *
 * Errors: those of the file system, with their `code`; `EEXIST` for a folder that holds something else; the folder that
 * `path` lies in is missing.
 */
export async function writeWholeFolder(
  path: string,
  files: FolderFiles,
  options: WholeFolderOptions,
): Promise<void> {
  const target = await realpath(path).catch(() => resolve(path))
  const before = await checkFolder(target, options)
  const staged = temporaryBeside(target)
  try {
    await mkdir(staged)
    for (const [name, data] of files) await writeSynced(join(staged, name), data)
    if (before === null || before.length === 0) {
      // Some systems do not rename onto an empty folder.
      if (before !== null) await rmdir(target)
      await rename(staged, target)
      return
    }
    for (const name of files.keys()) await rename(join(staged, name), join(target, name))
    if (await isMarked(target, options))
      for (const name of options.known) if (!files.has(name)) await rm(join(target, name), { force: true })
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
}

/** The names in a folder that may be written to; null where there is none. Errors: as {@link writeWholeFolder}. */
export async function checkFolder(
  path: string,
  options: Pick<WholeFolderOptions, 'overwrite' | 'mark'>,
): Promise<string[] | null> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (names === null) await readdir(dirname(resolve(path)))
  else if (names.length > 0 && !options.overwrite && !(await isMarked(path, options)))
    throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST', path })
  return names
}

async function isMarked(path: string, { mark }: Pick<WholeFolderOptions, 'mark'>): Promise<boolean> {
  const text = await readFile(join(path, mark.file), 'utf8').catch(() => '')
  return text.includes(mark.words)
}

async function writeSynced(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o666)
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}
