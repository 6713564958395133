/** Takes names out of TensorFlow's library that only a debugger reads: a quarter of it. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { run, say } from '../setup/shell.mjs'

/**
 * Of libraries for Linux; where there is no `strip` they stay as they are.
 *
 * @param {string} folder
 */
export async function withoutSymbols(folder) {
  if (process.platform !== 'linux') return
  for (const name of readdirSync(folder)) {
    const { status } = await run('strip', ['--strip-unneeded', join(folder, name)])
    if (status !== 0) say(`${name} stays as large as it is: strip could not be run on it.`)
  }
}

const HEADER_BYTES = 64
const SEGMENT_BYTES = 56
/** Of a segment: it is loaded. */
const PT_LOAD = 1

/**
 * About what a library for 64-bit Linux has without its symbols: all up to the end of the last segment that is loaded.
 *
 * Source: https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html
 *
 * @param {string} file
 */
export function bytesWithoutSymbols(file) {
  const opened = openSync(file, 'r')
  try {
    const header = bytesAt(opened, 0, HEADER_BYTES)
    const segments = bytesAt(
      opened,
      Number(header.readBigUInt64LE(32)),
      header.readUInt16LE(56) * SEGMENT_BYTES,
    )
    let end = 0
    for (let at = 0; at < segments.length; at += SEGMENT_BYTES)
      if (segments.readUInt32LE(at) === PT_LOAD)
        end = Math.max(end, Number(segments.readBigUInt64LE(at + 8) + segments.readBigUInt64LE(at + 32)))
    return end
  } finally {
    closeSync(opened)
  }
}

/** @param {number} opened @param {number} offset @param {number} length */
function bytesAt(opened, offset, length) {
  const bytes = Buffer.alloc(length)
  readSync(opened, bytes, 0, length, offset)
  return bytes
}
