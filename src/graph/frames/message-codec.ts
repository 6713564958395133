/**
 * Messages between a page and the web host: plain JSON text, or bytes where a message holds what JSON cannot say.
 *
 * Bytes are little-endian: magic, length of the JSON header, the header `{ message, attachments }` as UTF-8, then the
 * typed arrays, each aligned to 8 bytes. An attachment names the place in `message` where its value belongs, so that no
 * text inside a document can be taken for one.
 */

import { decodeUtf8, encodeUtf8 } from '../formats/utf8'

const MAGIC = 0x314d5747 // "GWM1"
const PREFIX_BYTES = 8
const ALIGNMENT = 8
const ARRAYS = { Uint8Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array }
const NUMBERS = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity }

/**
 * Largest message of a page, in bytes: the weights of the largest file that is imported (512 MiB) go to the engine in one. One that is plain text holds
 * a document of 50 MiB, in which nearly every letter may be written as two.
 */
export const MOST_MESSAGE_BYTES = 520 * 2 ** 20
export const MOST_TEXT_BYTES = 104 * 2 ** 20

type ArrayKind = keyof typeof ARRAYS
type NumberKind = keyof typeof NUMBERS
type TypedArray = InstanceType<(typeof ARRAYS)[ArrayKind]>
type Path = (string | number)[]

type Attachment =
  { path: Path; kind: NumberKind } | { path: Path; kind: ArrayKind; offset: number; length: number }

interface Header {
  message: unknown
  attachments: Attachment[]
}

/** Writes a message as text, or as bytes where it holds typed arrays or numbers that are not finite. */
export function encodeMessage(message: unknown): string | Uint8Array<ArrayBuffer> {
  const attachments: Attachment[] = []
  const arrays: TypedArray[] = []
  let offset = 0
  const plain = detach(message, [], (path, value) => {
    if (typeof value === 'number') {
      attachments.push({ path, kind: String(value) as NumberKind })
      return
    }
    attachments.push({ path, kind: arrayKind(value), offset, length: value.length })
    arrays.push(value)
    offset = aligned(offset + value.byteLength)
  })
  if (attachments.length === 0) return JSON.stringify(message)
  const header = encodeUtf8(JSON.stringify({ message: plain, attachments } satisfies Header))
  const start = aligned(PREFIX_BYTES + header.byteLength)
  const bytes = new Uint8Array(start + offset)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, header.byteLength, true)
  bytes.set(header, PREFIX_BYTES)
  let at = start
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at = aligned(at + array.byteLength)
  }
  return bytes
}

/** Reads a message back; typed arrays are copied. Errors: text or bytes that are no message, or cut short. */
export function decodeMessage(data: string | Uint8Array): unknown {
  if (typeof data === 'string') return JSON.parse(data)
  if (!isMessage(data)) throw new RangeError('These bytes are not a message.')
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const headerEnd = PREFIX_BYTES + view.getUint32(4, true)
  if (headerEnd > data.byteLength) throw new RangeError('The message is cut short.')
  const text = decodeUtf8(data.subarray(PREFIX_BYTES, headerEnd))
  const root = JSON.parse(text) as Header
  if (!Array.isArray(root.attachments)) throw new RangeError('The message has no list of attachments.')
  // A plain array whatever it came as: Node's Buffer cuts views where others copy.
  const values = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).subarray(aligned(headerEnd))
  for (const attachment of root.attachments) attach(root, attachment, values)
  return root.message
}

/** Tells a message with attachments from a tensor frame (`frame.ts`), which begins with another magic. */
export function isMessage(data: Uint8Array): boolean {
  if (data.byteLength < PREFIX_BYTES) return false
  return new DataView(data.buffer, data.byteOffset, PREFIX_BYTES).getUint32(0, true) === MAGIC
}

/** A copy of `value` with null wherever JSON has no word, each such place handed to `found`. */
function detach(
  value: unknown,
  path: Path,
  found: (path: Path, value: TypedArray | number) => void,
): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    found(path, value)
    return null
  }
  if (ArrayBuffer.isView(value)) {
    found(path, value as TypedArray)
    return null
  }
  if (Array.isArray(value)) return value.map((item: unknown, index) => detach(item, [...path, index], found))
  if (typeof value !== 'object' || value === null) return value
  // Without a prototype, so that a key such as `__proto__` stays a key.
  const copy = Object.create(null) as Record<string, unknown>
  for (const [key, item] of Object.entries(value)) copy[key] = detach(item, [...path, key], found)
  return copy
}

/** Puts one value back. Only a message's own keys are followed: a path comes from the other end. */
function attach(root: Header, attachment: Attachment, values: Uint8Array): void {
  let holder: unknown = root
  let last: string | number = 'message'
  for (const key of attachment.path) {
    holder = own(holder, last)
    last = key
  }
  own(holder, last)
  ;(holder as Record<string | number, unknown>)[last] = valueOf(attachment, values)
}

function own(holder: unknown, key: string | number): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key))
    throw new RangeError(`The message has no place '${key}' for an attachment.`)
  return (holder as Record<string | number, unknown>)[key]
}

function valueOf(attachment: Attachment, values: Uint8Array): TypedArray | number {
  if (!('offset' in attachment)) {
    if (!Object.hasOwn(NUMBERS, attachment.kind)) throw unknownKind(attachment.kind)
    return NUMBERS[attachment.kind]
  }
  if (!Object.hasOwn(ARRAYS, attachment.kind)) throw unknownKind(attachment.kind)
  const type = ARRAYS[attachment.kind]
  const end = attachment.offset + attachment.length * type.BYTES_PER_ELEMENT
  if (end > values.byteLength) throw new RangeError('The message is cut short.')
  return new type(values.slice(attachment.offset, end).buffer)
}

function unknownKind(kind: string): RangeError {
  return new RangeError(`An attachment is of the unknown kind '${kind}'.`)
}

function arrayKind(value: TypedArray): ArrayKind {
  for (const kind of Object.keys(ARRAYS) as ArrayKind[]) if (value instanceof ARRAYS[kind]) return kind
  throw new RangeError('A message can hold typed arrays of bytes, 32-bit, 64-bit and float numbers only.')
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
