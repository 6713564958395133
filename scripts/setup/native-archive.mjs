/**
 * TensorFlow's native library from the npm registry, for machines that reach no other host.
 *
 * The package tfjs-node-lambda-releases holds, as a brotli-compressed tar, TensorFlow's official C library 1.15 for
 * linux-x64 and tfjs-node's N-API binding to it. What is unpacked is kept in the person's cache.
 */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs'
import { readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { nativeFolder } from './cache-folder.mjs'
import { libraryFiles } from './library-files.mjs'
import { lastLines, npm } from './shell.mjs'
import { readTar } from './tar.mjs'

const PACKAGE = 'tfjs-node-lambda-releases@1.6.1'
const INTEGRITY =
  'sha512-D275PZpxsKenTuiPnvIE5T+D5JrT4aU9M3EDCedBQKlP0hUB7011Yzg8CAJ6MBIog9Lq90aaEair4yrBBlk61w=='
const MEMBER = 'package/nodejs12.x-tf2.7.0.br'
const INSIDE = 'node_modules/@tensorflow/tfjs-node/'
const FOLDERS = ['deps/', 'lib/napi-v6/']
export const LISTING = 'files.txt'
const DOWNLOAD_SECONDS = 600

export const ARCHIVE_PLATFORM = 'linux-x64'

/** The folder in the cache with `deps` and `lib/napi-v6`; downloads and unpacks it where it is not there yet. */
export async function nativeArchive(/** @type {(text: string) => void} */ progress) {
  const folder = nativeFolder()
  if (isWhole(folder)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  const work = mkdtempSync(join(dirname(folder), 'unpacking-'))
  try {
    progress(`downloading ${PACKAGE} (191 MB) from the npm registry`)
    const archive = await download(work)
    verifyIntegrity(archive, INTEGRITY)
    progress('unpacking TensorFlow')
    const unpacked = join(work, 'unpacked')
    unpack(archive, unpacked)
    writeFileSync(join(unpacked, LISTING), libraryFiles(unpacked))
    try {
      renameSync(unpacked, folder)
    } catch (error) {
      // Another set-up was quicker: its folder is as good.
      if (!isWhole(folder)) throw error
    }
    return folder
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Whether a folder of the cache still holds every file that was unpacked into it, in full.
 *
 * @param {string} folder
 */
export function isWhole(folder) {
  const listing = join(folder, LISTING)
  return existsSync(listing) && readFileSync(listing, 'utf8') === libraryFiles(folder)
}

/** @param {string} work */
async function download(work) {
  const { status, output } = await npm(['pack', PACKAGE, '--pack-destination', work, '--loglevel=error'], {
    seconds: DOWNLOAD_SECONDS,
  })
  const file = readdirSync(work).find((name) => name.endsWith('.tgz'))
  if (status !== 0 || !file)
    throw new Error(status === null ? `not done after ${DOWNLOAD_SECONDS} seconds` : lastLines(output, 3))
  return readFileSync(join(work, file))
}

/**
 * Errors: bytes whose hash is not the pinned one.
 *
 * @param {Buffer} bytes
 * @param {string} integrity `sha512-…`, as in a lock file
 */
export function verifyIntegrity(bytes, integrity) {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  if (found !== integrity)
    throw new Error(`the download is not what was pinned: expected ${integrity}, got ${found}`)
}

/** @param {Buffer} archive @param {string} folder */
function unpack(archive, folder) {
  for (const outer of readTar(gunzipSync(archive))) {
    if (outer.name !== MEMBER) continue
    for (const entry of readTar(brotliDecompressSync(outer.data))) {
      const name = normalize(entry.name)
      const inside = name.startsWith(INSIDE) ? name.slice(INSIDE.length) : ''
      if (FOLDERS.some((wanted) => inside.startsWith(wanted))) write(entry, join(folder, inside))
    }
    return
  }
  throw new Error(`${MEMBER} is missing in ${PACKAGE}`)
}

/** @param {import('./tar.mjs').TarEntry} entry @param {string} path */
function write(entry, path) {
  if (entry.kind === 'folder') {
    mkdirSync(path, { recursive: true })
    return
  }
  mkdirSync(dirname(path), { recursive: true })
  if (entry.kind === 'link') symlinkSync(entry.target, path)
  else {
    writeFileSync(path, entry.data)
    chmodSync(path, entry.mode & 0o777)
  }
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
    else {
      try {
        linkSync(source, target)
      } catch {
        copyFileSync(source, target)
      }
    }
  }
}
