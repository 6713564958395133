/** Reads tar archives held in memory: plain files, folders and symbolic links, with GNU and pax long names. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const BLOCK = 512

/**
 * @typedef {{ name: string, kind: 'file' | 'folder' | 'link', mode: number, data: Buffer, target: string }} TarEntry
 */

/**
 * The entries of an archive. Errors: an archive that is cut short.
 *
 * @param {Buffer} archive
 * @returns {Generator<TarEntry>}
 */
export function* readTar(archive) {
  let offset = 0
  let longName = ''
  while (offset + BLOCK <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK)
    if (header.every((byte) => byte === 0)) return
    const size = number(header, 124, 12)
    const type = String.fromCharCode(header[156] ?? 0)
    const data = archive.subarray(offset + BLOCK, offset + BLOCK + size)
    if (data.length < size) throw new Error('The archive is cut short.')
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (type === 'L') longName = text(data, 0, size)
    else if (type === 'x') longName = paxPath(data) || longName
    else if (type !== 'g') {
      const name = longName || ustarName(header)
      longName = ''
      const kind =
        type === '5' ? 'folder' : type === '2' ? 'link' : type === '0' || type === '\0' ? 'file' : null
      if (kind) yield { name, kind, mode: number(header, 100, 8), data, target: text(header, 157, 100) }
    }
  }
}

/** Writes an entry to disk. @param {TarEntry} entry @param {string} path */
export function writeEntry(entry, path) {
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

/** @param {Buffer} header */
function ustarName(header) {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
  return prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100)
}

/** @param {Buffer} data */
function paxPath(data) {
  for (let at = 0; at < data.length;) {
    const length = parseInt(data.toString('utf8', at, at + 20), 10)
    if (!(length > 0)) return ''
    const record = data.toString('utf8', at, at + length)
    const equals = record.indexOf('=')
    if (record.slice(record.indexOf(' ') + 1, equals) === 'path') return record.slice(equals + 1, -1)
    at += length
  }
  return ''
}

/** @param {Buffer} block @param {number} start @param {number} length */
function text(block, start, length) {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

/** @param {Buffer} block @param {number} start @param {number} length */
function number(block, start, length) {
  return parseInt(text(block, start, length).trim() || '0', 8)
}
