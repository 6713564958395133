/**
 * TensorFlow's native library from the npm registry, for machines that reach no other host.
 *
 * The package tfjs-node-lambda-releases holds, as a brotli-compressed tar, TensorFlow's official C library 1.15 for
 * linux-x64 and tfjs-node's N-API binding to it. What is unpacked is kept in the person's cache.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { downloaded } from './download.mjs'
import { kept } from './kept-library.mjs'
import { lastLines, npm, say } from './shell.mjs'
import { readTar, writeEntry } from './tar.mjs'

/** @typedef {{ name: string, version: string, file: string, integrity: string }} Archive */
/** @type {Archive} */
export const ARCHIVE = {
  name: 'tfjs-node-lambda-releases',
  version: '1.6.1',
  file: 'tfjs-node-lambda-releases-1.6.1.tgz',
  integrity:
    'sha512-D275PZpxsKenTuiPnvIE5T+D5JrT4aU9M3EDCedBQKlP0hUB7011Yzg8CAJ6MBIog9Lq90aaEair4yrBBlk61w==',
}
const MEMBER = 'package/nodejs12.x-tf2.7.0.br'
const INSIDE = 'node_modules/@tensorflow/tfjs-node/'
/** The library and its licences, without the headers, and the binding. */
const PARTS = /^(deps\/(?!include\/)|lib\/napi-v6\/)./
const DOWNLOAD_SECONDS = 600
const ASK_SECONDS = 90
const ARCHIVE_PLATFORM = 'linux-x64'

/**
 * The kept library 1.15; downloads and unpacks it where the cache does not hold it. Errors: another platform, or no download.
 *
 * @param {Archive} [archive]
 */
export async function nativeArchive(archive = ARCHIVE) {
  const here = `${process.platform}-${process.arch}`
  if (here !== ARCHIVE_PLATFORM) throw new Error(`it is for ${ARCHIVE_PLATFORM} only, this is ${here}`)
  return kept('1.15.0', async (folder, work) => {
    const path = await fetchArchive(archive, work)
    say('unpacking TensorFlow')
    unpack(readFileSync(path), folder)
    rmSync(path)
  })
}

/** @param {Archive} archive @param {string} work */
function fetchArchive({ name, version, file, integrity }, work) {
  const what = `${name}@${version}`
  return downloaded(
    { title: `${what} from the npm registry`, file, integrity, note: '250 MB unpacked' },
    { address: () => archiveAddress(what), otherwise: () => npmDownload(what, work) },
  )
}

/** Where the registry that npm asks has it; null where npm cannot tell. @param {string} what */
async function archiveAddress(what) {
  const { status, output } = await npm(['view', what, 'dist.tarball', '--loglevel=error'], {
    seconds: ASK_SECONDS,
  })
  return status === 0 ? (/^https?:\S+$/m.exec(output)?.[0] ?? null) : null
}

/** npm's own download, from its cache or a registry that wants more than an address. @param {string} what @param {string} work */
async function npmDownload(what, work) {
  say(`downloading ${what} through npm (195 MB)`)
  const folder = join(work, 'package')
  mkdirSync(folder)
  const { status, output } = await npm(['pack', what, '--pack-destination', folder, '--loglevel=error'], {
    seconds: DOWNLOAD_SECONDS,
  })
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (status === null) throw new Error(`not done after ${DOWNLOAD_SECONDS} seconds`)
  if (status !== 0 || !file) throw new Error(`npm cannot download it: ${reasonOf(output)}`)
  return join(folder, file)
}

/** What went wrong, which npm says before its advice. @param {string} output */
function reasonOf(output) {
  return (
    /reason: (.+)/.exec(output)?.[1] ?? /^npm err\S* code (.+)/im.exec(output)?.[1] ?? lastLines(output, 1)
  )
}

/** @param {Buffer} archive @param {string} folder */
function unpack(archive, folder) {
  for (const outer of readTar(gunzipSync(archive))) {
    if (outer.name !== MEMBER) continue
    for (const entry of readTar(brotliDecompressSync(outer.data))) {
      const name = normalize(entry.name)
      const inside = name.startsWith(INSIDE) ? name.slice(INSIDE.length) : ''
      if (PARTS.test(inside)) writeEntry(entry, join(folder, inside))
    }
    return
  }
  throw new Error(`${MEMBER} is missing in the archive`)
}
