/** Libraries kept in the person's cache: made once, checked by their hashes, shared by checkouts through hard links. */
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { keptLibrary } from '../../src/engine/backend/library-folders.mjs'
import { say } from './shell.mjs'

/** The sizes of a kept library's files, and their hashes. */
export const LISTING = 'files.txt'
const HASHES = 'sha256.txt'

/**
 * The folder of a kept library, made where the cache does not hold it whole.
 *
 * @param {string} name as `keptLibrary` takes it
 * @param {(folder: string, work: string) => Promise<void>} make fills the folder with `deps` and `lib`; `work` is thrown away
 */
export function kept(name, make) {
  return keptIn(keptLibrary(name), `TensorFlow ${name}`, make)
}

/**
 * As `kept`, in a folder of the cache.
 *
 * @param {string} folder
 * @param {string} title for what is said
 * @param {(folder: string, work: string) => Promise<void>} make
 */
export async function keptIn(folder, title, make) {
  if (await isWhole(folder)) return folder
  if (existsSync(folder)) say(`what the cache holds of ${title} is damaged: it is made anew`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  const work = mkdtempSync(join(dirname(folder), 'unpacking-'))
  try {
    const made = join(work, 'made')
    await make(made, work)
    writeFileSync(join(made, LISTING), libraryFiles(made))
    writeFileSync(join(made, HASHES), await libraryHashes(made))
    renameSync(made, folder)
    return folder
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Whether a folder of the cache still holds every file that was put into it, byte for byte.
 *
 * @param {string} folder
 */
export async function isWhole(folder) {
  const listing = join(folder, LISTING)
  if (!existsSync(listing) || readFileSync(listing, 'utf8') !== libraryFiles(folder)) return false
  const hashes = join(folder, HASHES)
  // Caches of before have sizes alone.
  return !existsSync(hashes) || readFileSync(hashes, 'utf8') === (await libraryHashes(folder))
}

/**
 * The files of the library and the binding with their sizes, as one text: another text, and something was lost or cut.
 *
 * @param {string} folder with `deps` and `lib`
 */
export function libraryFiles(folder) {
  return paths(folder)
    .map((path) => `${relative(folder, path)} ${existsSync(path) ? statSync(path).size : 'lost'}`)
    .sort()
    .join('\n')
}

/** @param {string} folder */
async function libraryHashes(folder) {
  const lines = []
  for (const path of paths(folder).sort())
    if (existsSync(path) && statSync(path).isFile())
      lines.push(`${await sha256(path)} ${relative(folder, path)}`)
  return lines.join('\n')
}

/** @param {string} folder */
function paths(folder) {
  return ['deps', 'lib']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { recursive: true }).map((name) => join(path, String(name))))
}

/** The SHA-256 of a file, in hexadecimal. @param {string} path */
export async function sha256(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/**
 * Puts a folder's files elsewhere: hard links where the file system can, copies where it cannot.
 *
 * @param {string} from
 * @param {string} to
 */
export function place(from, to) {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) place(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else placeFile(source, target)
  }
}

/** @param {string} source @param {string} target */
export function placeFile(source, target) {
  try {
    linkSync(source, target)
  } catch {
    copyFileSync(source, target)
  }
}
