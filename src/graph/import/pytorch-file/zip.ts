/**
 * Reads the archives that `torch.save` writes: stored or deflated entries, ZIP64, any alignment.
 *
 * Source: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its end).
 */
// The part without Node: the other one declares names that the built program has already.
import { inflateSync } from 'fflate/browser'
import { crc32 } from '../../formats/crc32'
import { decodeUtf8 } from '../../formats/utf8'
import { told } from '../../../words/tell'
import { ToldError } from '../../../words/told-error'

/** An archive that is damaged or asks for too much. */
export class ZipError extends ToldError {
  override name = 'ZipError'
}

export interface ZipEntry {
  name: string
  /** Bytes once unpacked, as the directory claims; `readEntry` checks it. */
  size: number
  packed: number
  deflated: boolean
  offset: number
  /** CRC-32 of the unpacked bytes; null where the archive has none. */
  crc: number | null
}

/** DEFLATE makes a byte of at most so many. */
const MOST_PER_BYTE = 1032
const MAX_UNPACKED = 2 ** 30
const MAX_ENTRIES = 1_000_000
const END = 0x06054b50
const END_BYTES = 22
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30

/** Whether the bytes begin as an archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/** The archive's directory, by name. Errors: ZipError. */
export function zipEntries(bytes: Uint8Array): Map<string, ZipEntry> {
  const view = viewOf(bytes)
  const { start, count, end } = directory(bytes, view)
  const entries = new Map<string, ZipEntry>()
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY) throw damaged()
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + ENTRY_BYTES + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > end) throw damaged()
    const name = nameOf(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength))
    const entry = entryAt(view, at, name, at + ENTRY_BYTES + nameLength, extraLength)
    if (entries.has(name))
      throw new ZipError(told('weights.entry_twice', "The archive holds '{{name}}' twice.", { name }))
    entries.set(name, entry)
    at = next
  }
  return withoutSums(entries)
    ? new Map([...entries].map(([name, entry]) => [name, { ...entry, crc: null }]))
    : entries
}

/** `torch.serialization.set_crc32_options(False)` writes 0 for every entry; one alone that is 0 is a sum like any other. */
function withoutSums(entries: ReadonlyMap<string, ZipEntry>): boolean {
  return [...entries.values()].every(({ crc }) => crc === 0)
}

/** An entry's bytes, unpacked. Errors: it lies outside the archive, or is not what the directory says. */
export function readEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const content = unpackedEntry(bytes, entry)
  if (entry.crc !== null && crc32(content) !== entry.crc)
    throw new ZipError(
      told('weights.entry_changed', "'{{name}}' is not what was written: its check sum is another.", {
        name: entry.name,
      }),
    )
  return content
}

/** The bytes that an entry unpacks to. Errors: more than so few bytes can → ZipError. */
export function claimedSize({ name, size, packed, deflated }: ZipEntry): number {
  if (!deflated) return packed
  if (size > packed * MOST_PER_BYTE + 64 || size > MAX_UNPACKED)
    throw new ZipError(
      told('weights.entry_size', "'{{name}}' claims to unpack to {{size}} bytes from {{packed}}.", {
        name,
        size,
        packed,
      }),
    )
  return size
}

function unpackedEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = viewOf(bytes)
  const { offset, packed, name } = entry
  const size = claimedSize(entry)
  if (offset + LOCAL_BYTES > bytes.length || view.getUint32(offset, true) !== LOCAL) throw cut(name)
  const start = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (start + packed > bytes.length) throw cut(name)
  const content = bytes.subarray(start, start + packed)
  if (!entry.deflated) {
    if (entry.size !== packed) throw damaged()
    return content
  }
  let unpacked: Uint8Array
  try {
    unpacked = inflateSync(content, { out: new Uint8Array(size) })
  } catch {
    throw new ZipError(
      told('weights.entry_damaged', "'{{name}}' cannot be unpacked: the archive is damaged.", {
        name,
      }),
    )
  }
  if (unpacked.length !== size)
    throw new ZipError(told('weights.entry_short', "'{{name}}' is shorter than the archive says.", { name }))
  return unpacked
}

function directory(bytes: Uint8Array, view: DataView): { start: number; count: number; end: number } {
  const at = endRecord(bytes, view)
  const locator = at - 20
  const has64 = locator >= 0 && view.getUint32(locator, true) === LOCATOR64
  let count = view.getUint16(at + 10, true)
  let size = view.getUint32(at + 12, true)
  let start = view.getUint32(at + 16, true)
  if (has64) {
    const record = whole(view, locator + 8)
    if (record + 56 > bytes.length || view.getUint32(record, true) !== END64) throw damaged()
    count = whole(view, record + 32)
    size = whole(view, record + 40)
    start = whole(view, record + 48)
  }
  if (start + size > at || count > MAX_ENTRIES || count * ENTRY_BYTES > size) throw damaged()
  return { start, count, end: start + size }
}

/** The record at the end, behind which at most a comment of 65,535 bytes follows. */
function endRecord(bytes: Uint8Array, view: DataView): number {
  const last = bytes.length - END_BYTES
  for (let at = last; at >= Math.max(0, last - 65_535); at--) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) <= bytes.length)
      return at
  }
  throw new ZipError(told('weights.no_directory', 'The archive is cut short: its directory is missing.'))
}

function entryAt(view: DataView, at: number, name: string, extra: number, extraLength: number): ZipEntry {
  const method = view.getUint16(at + 10, true)
  if (view.getUint16(at + 8, true) & 1)
    throw new ZipError(told('weights.encrypted', "'{{name}}' is encrypted.", { name }))
  if (method !== 0 && method !== 8)
    throw new ZipError(
      told('weights.packing', "'{{name}}' is packed in a way ({{method}}) that torch.save does not use.", {
        name,
        method,
      }),
    )
  const fields = {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  }
  // A field that does not fit is all ones, and stands in the extra field instead, in this order.
  let from = field64(view, extra, extraLength)
  for (const key of ['size', 'packed', 'offset'] as const) {
    if (fields[key] !== 0xffffffff) continue
    if (from === undefined || from.at + 8 > from.end) throw damaged()
    fields[key] = whole(view, from.at)
    from = { at: from.at + 8, end: from.end }
  }
  return { name, deflated: method === 8, crc: view.getUint32(at + 16, true), ...fields }
}

/** Where the ZIP64 field lies among the extra fields. */
function field64(view: DataView, extra: number, length: number): { at: number; end: number } | undefined {
  let at = extra
  while (at + 4 <= extra + length) {
    const size = view.getUint16(at + 2, true)
    const end = at + 4 + size
    if (end > extra + length) return undefined
    if (view.getUint16(at, true) === 1) return { at: at + 4, end }
    at = end
  }
  return undefined
}

function whole(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true)
  if (value > BigInt(view.byteLength) * BigInt(MOST_PER_BYTE)) throw damaged()
  return Number(value)
}

function nameOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    throw damaged()
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function cut(name: string): ZipError {
  return new ZipError(
    told('weights.entry_outside', "'{{name}}' lies outside the archive: the file is cut short or damaged.", {
      name,
    }),
  )
}

function damaged(): ZipError {
  return new ZipError(told('weights.directory_damaged', 'The directory of the archive is damaged.'))
}
