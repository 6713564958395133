/**
 * A tensor frame with the document that it is of, for a way that carries bytes alone.
 *
 * Magic, length of the document's id, the id as UTF-8, zeros up to a multiple of 8, then the frame (`frame.ts`).
 */
import { decodeUtf8, encodeUtf8 } from '../formats/utf8'

const MAGIC = 0x41465747 // "GWFA"
const PREFIX_BYTES = 8
const ALIGNMENT = 8

/** Writes the frame with its address into new bytes. */
export function addressedFrame(documentId: string, frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const id = encodeUtf8(documentId)
  const start = aligned(PREFIX_BYTES + id.byteLength)
  const bytes = new Uint8Array(start + frame.byteLength)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, id.byteLength, true)
  bytes.set(id, PREFIX_BYTES)
  bytes.set(frame, start)
  return bytes
}

/** Reads both back without copying the frame. Errors: bytes that are no addressed frame, or cut short. */
export function readAddressedFrame(bytes: Uint8Array): { documentId: string; frame: Uint8Array } {
  if (bytes.byteLength < PREFIX_BYTES) throw new RangeError('These bytes are too short for a frame.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('These bytes are not a frame of a document.')
  const end = PREFIX_BYTES + view.getUint32(4, true)
  const start = aligned(end)
  if (start > bytes.byteLength) throw new RangeError('The frame is cut short.')
  return { documentId: decodeUtf8(bytes.subarray(PREFIX_BYTES, end)), frame: bytes.subarray(start) }
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
