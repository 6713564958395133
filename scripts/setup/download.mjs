/** Downloads into the person's cache: on from where an earlier one broke off, and kept only with the hash that is pinned. */
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { cacheFolder } from '../../src/engine/backend/library-folders.mjs'
import { get } from './proxied-request.mjs'
import { say } from './shell.mjs'

/** So many tries in a row may bring nothing before a download is given up. */
const TRIES = 4
const PAUSE_MS = 1000
const MEGABYTE = 1e6

/**
 * @typedef {object} Download
 * @property {string} title for what is said
 * @property {string} file its name in the cache
 * @property {string} integrity `sha256-…` or `sha512-…`, as in a lock file
 * @property {string} [note] said beside the size
 */
/**
 * @typedef {object} Source
 * @property {() => Promise<string | null>} address null where nobody tells it
 * @property {() => Promise<string>} [otherwise] another program's download, whole, where the address cannot be reached: the path of its file
 * @property {Buffer} [ca] certificates to trust instead of Node's
 */

/**
 * The path of a file in the cache; where it is there already, nobody is asked.
 * Errors: no host is reached, the download breaks off (the part is kept for the next time), or another hash.
 *
 * @param {Download} wanted
 * @param {Source} source
 */
export async function downloaded(wanted, source) {
  const path = join(cacheFolder(), 'downloads', wanted.file)
  if (existsSync(path) && (await integrityOf(path, wanted.integrity)) === wanted.integrity) return path
  mkdirSync(dirname(path), { recursive: true })
  const part = `${path}.part`
  const address = await source.address()
  // What an earlier one left may be damaged: then once more, from the start.
  for (const wasThere of existsSync(part) ? [true, false] : [false]) {
    await fetchInto(part, address, wanted, source)
    const found = await integrityOf(part, wanted.integrity)
    if (found === wanted.integrity) break
    rmSync(part)
    if (!wasThere) throw new Error(`it is not what was pinned: expected ${wanted.integrity}, got ${found}`)
  }
  renameSync(part, path)
  return path
}

/** A file's hash, by the algorithm of the pinned one. @param {string} path @param {string} integrity */
async function integrityOf(path, integrity) {
  const [algorithm = ''] = integrity.split('-')
  const hash = createHash(algorithm)
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return `${algorithm}-${hash.digest('base64')}`
}

/** @param {string} part @param {string | null} address @param {Download} wanted @param {Source} source */
async function fetchInto(part, address, wanted, { otherwise, ca }) {
  const transfer = { part, ca, wanted, started: false, total: 0 }
  const failure =
    address === null ? new Error('nobody tells its address') : await fetchFrom(address, transfer)
  if (!failure) return
  if (!otherwise) throw failure
  renameSync(await otherwise(), part)
}

/** @typedef {{ part: string, ca?: Buffer, wanted: Download, started: boolean, total: number }} Transfer */

/**
 * Gives why the host is out of reach, or null when the whole file is there. Errors: the download breaks off.
 *
 * @param {string} address @param {Transfer} transfer
 */
async function fetchFrom(address, transfer) {
  const { part } = transfer
  for (let tries = TRIES; ;) {
    const before = sizeOf(part)
    try {
      await goOn(address, transfer)
      return null
    } catch (error) {
      // A host that has not answered once is out of reach.
      if (!transfer.started) return error
      tries = sizeOf(part) > before ? TRIES : tries - 1
      if (tries === 0) throw brokenOff(transfer, error)
    }
    await wait(PAUSE_MS)
  }
}

/** @param {Transfer} transfer @param {unknown} error */
function brokenOff({ part, total }, error) {
  const { message } = /** @type {Error} */ (error)
  const megabytes = `${inMegabytes(sizeOf(part))} of ${inMegabytes(total)} MB`
  return new Error(`the download broke off at ${megabytes} (${message}); the next one goes on from there`)
}

/** Fetches what is missing of a file. @param {string} address @param {Transfer} transfer */
async function goOn(address, transfer) {
  const { part, ca, wanted } = transfer
  const have = sizeOf(part)
  /** @type {Record<string, string>} */
  const headers = { 'accept-encoding': 'identity' }
  if (have > 0) headers.range = `bytes=${have}-`
  const answer = await get(address, { headers, ca })
  const { statusCode } = answer
  if (statusCode !== 200 && statusCode !== 206) {
    answer.destroy()
    // Of a part that is as long as the whole there is nothing left to send.
    if (statusCode === 416 && have > 0) return
    throw new Error(`${new URL(address).host} answers ${statusCode}`)
  }
  const from = statusCode === 206 ? have : 0
  transfer.total = from + Number(answer.headers['content-length'] ?? NaN)
  if (!transfer.started) sayWhat(wanted, transfer.total, from)
  transfer.started = true
  await write(answer, { part, from, total: transfer.total })
  if (sizeOf(part) < transfer.total) throw new Error('the connection was closed')
}

/** @param {Download} wanted @param {number} total @param {number} from */
function sayWhat({ title, note }, total, from) {
  const size = [Number.isNaN(total) ? null : `${inMegabytes(total)} MB`, note].filter((text) => text)
  say(`downloading ${title}${size.length > 0 ? ` (${size.join(', ')})` : ''}`)
  if (from > 0) say(`going on at ${inMegabytes(from)} MB`)
}

/**
 * Writes what comes as it comes, so that what has come is kept, whatever comes after it.
 *
 * @param {import('node:http').IncomingMessage} answer @param {{ part: string, from: number, total: number }} where
 */
async function write(answer, { part, from, total }) {
  const file = openSync(part, from > 0 ? 'a' : 'w')
  let have = from
  answer.on('data', (/** @type {Buffer} */ chunk) => {
    try {
      writeSync(file, chunk)
      show(have, have + chunk.length, total)
      have += chunk.length
    } catch (error) {
      answer.destroy(/** @type {Error} */ (error))
    }
  })
  try {
    await finished(answer)
  } finally {
    closeSync(file)
  }
}

/** On a terminal each hundredth, over the last one; else a line each fifth. @param {number} before @param {number} now @param {number} total */
function show(before, now, total) {
  const { isTTY } = process.stdout
  const parts = isTTY ? 100 : 5
  const reached = Math.floor((now * parts) / total)
  if (Number.isNaN(reached) || Math.floor((before * parts) / total) === reached) return
  const text = `  ${Math.floor((now * 100) / total)} % of ${inMegabytes(total)} MB`
  if (isTTY) process.stdout.write(`\r${text}${now < total ? '' : '\n'}`)
  else console.log(text)
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  return Math.round(bytes / MEGABYTE)
}

/** @param {string} path */
function sizeOf(path) {
  return existsSync(path) ? statSync(path).size : 0
}
