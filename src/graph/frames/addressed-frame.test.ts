import { expect, it } from 'vitest'
import { addressedFrame, readAddressedFrame } from './addressed-frame'
import { isMessage } from './message-codec'

it.each(['a', 'document', 'a-name_of-9', 'x'.repeat(64)])('carries a frame of the document %s', (id) => {
  const frame = Uint8Array.from({ length: 40 }, (_, i) => i)
  const bytes = addressedFrame(id, frame)
  const read = readAddressedFrame(bytes)
  expect(read.documentId).toBe(id)
  expect([...read.frame]).toEqual([...frame])
  // So that a frame's numbers can be read where they lie.
  expect(read.frame.byteOffset % 8).toBe(0)
  expect(isMessage(bytes)).toBe(false)
})

it('refuses what is no addressed frame, and one that is cut short', () => {
  const bytes = addressedFrame('document', new Uint8Array(16))
  expect(() => readAddressedFrame(new Uint8Array(4))).toThrow('too short')
  expect(() => readAddressedFrame(new Uint8Array(64))).toThrow('not a frame of a document')
  expect(() => readAddressedFrame(bytes.subarray(0, 12))).toThrow('cut short')
})
