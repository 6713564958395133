/** Takes files out of a zip archive on disk (a Python wheel is one), one after another and never whole in memory. */
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const END = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
const ENTRY = 0x02014b50
const ENTRY_SIZE = 46
const LOCAL_SIZE = 30
const STORED = 0
const DEFLATED = 8

/** @typedef {{ name: string, method: number, packed: number, size: number, offset: number }} ZipEntry */

/**
 * Unpacks the files whose names are wanted. Errors: a damaged archive.
 *
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 */
export async function unzip(archive, folder, wanted) {
  const file = await open(archive)
  try {
    for (const entry of await entries(file)) {
      const name = normalize(entry.name)
      if (name.endsWith(sep) || name.startsWith('..') || !wanted(entry.name)) continue
      await unpack(file, archive, entry, join(folder, name))
    }
  } finally {
    await file.close()
  }
}

/** The directory at the archive's end. @param {import('node:fs/promises').FileHandle} file @returns {Promise<ZipEntry[]>} */
async function entries(file) {
  const { size } = await file.stat()
  const tail = await read(file, Math.max(0, size - END_SIZE - LONGEST_COMMENT), size)
  let at = tail.length - END_SIZE
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--
  if (at < 0) throw new Error('The archive is cut short.')
  const start = tail.readUInt32LE(at + 16)
  const directory = await read(file, start, start + tail.readUInt32LE(at + 12))
  const found = []
  for (let offset = 0; offset + ENTRY_SIZE <= directory.length;) {
    if (directory.readUInt32LE(offset) !== ENTRY) throw new Error('The archive’s directory is damaged.')
    const nameLength = directory.readUInt16LE(offset + 28)
    found.push({
      name: directory.toString('utf8', offset + ENTRY_SIZE, offset + ENTRY_SIZE + nameLength),
      method: directory.readUInt16LE(offset + 10),
      packed: directory.readUInt32LE(offset + 20),
      size: directory.readUInt32LE(offset + 24),
      offset: directory.readUInt32LE(offset + 42),
    })
    offset +=
      ENTRY_SIZE + nameLength + directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32)
  }
  return found
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {string} archive @param {ZipEntry} entry @param {string} path
 */
async function unpack(file, archive, entry, path) {
  const header = await read(file, entry.offset, entry.offset + LOCAL_SIZE)
  const start = entry.offset + LOCAL_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new Error(`${entry.name} is compressed in a way that is not known here (${entry.method}).`)
  mkdirSync(dirname(path), { recursive: true })
  const target = createWriteStream(path)
  if (entry.packed > 0) {
    const source = createReadStream(archive, {
      start,
      end: start + entry.packed - 1,
      highWaterMark: 1 << 20,
    })
    if (entry.method === STORED) await pipeline(source, target)
    else await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), target)
  } else target.end()
  if (target.bytesWritten !== entry.size) throw new Error(`${entry.name} is damaged in the archive.`)
}

/**
 * @param {import('node:fs/promises').FileHandle} file @param {number} start @param {number} end
 */
async function read(file, start, end) {
  const buffer = Buffer.alloc(end - start)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
  if (bytesRead < buffer.length) throw new Error('The archive is cut short.')
  return buffer
}
