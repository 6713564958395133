/**
 * TensorFlow's native library from the npm registry, for machines that reach no other host.
 *
 * The package tfjs-node-lambda-releases holds, as a brotli-compressed tar, TensorFlow's official C library 1.15 for
 * linux-x64 and tfjs-node's N-API binding to it. What is unpacked is kept in the person's cache.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { kept } from './kept-library.mjs'
import { lastLines, npm, say } from './shell.mjs'
import { readTar, writeEntry } from './tar.mjs'

const PACKAGE = 'tfjs-node-lambda-releases@1.6.1'
const INTEGRITY =
  'sha512-D275PZpxsKenTuiPnvIE5T+D5JrT4aU9M3EDCedBQKlP0hUB7011Yzg8CAJ6MBIog9Lq90aaEair4yrBBlk61w=='
const MEMBER = 'package/nodejs12.x-tf2.7.0.br'
const INSIDE = 'node_modules/@tensorflow/tfjs-node/'
const FOLDERS = ['deps/', 'lib/napi-v6/']
const DOWNLOAD_SECONDS = 600
const ARCHIVE_PLATFORM = 'linux-x64'

/** The kept library 1.15; downloads and unpacks it where the cache does not hold it. Errors: another platform, or no download. */
export async function nativeArchive() {
  const here = `${process.platform}-${process.arch}`
  if (here !== ARCHIVE_PLATFORM) throw new Error(`it is for ${ARCHIVE_PLATFORM} only, this is ${here}`)
  return kept('1.15.0', async (folder, work) => {
    say(`downloading ${PACKAGE} (191 MB) from the npm registry`)
    const archive = await download(work)
    verifyIntegrity(archive, INTEGRITY)
    say('unpacking TensorFlow')
    unpack(archive, folder)
  })
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
      if (FOLDERS.some((wanted) => inside.startsWith(wanted))) writeEntry(entry, join(folder, inside))
    }
    return
  }
  throw new Error(`${MEMBER} is missing in ${PACKAGE}`)
}
