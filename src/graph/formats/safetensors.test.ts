import { describe, expect, it } from 'vitest'
import { readSafetensors, writeSafetensors } from './safetensors'
import type { SafeTensors } from './safetensors'

/** A file put together by hand from the format's description. */
function file(header: unknown, buffer: number[], length?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + buffer.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true)
  bytes.set(json, 8)
  bytes.set(buffer, 8 + json.length)
  return bytes
}
const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] }
const ONE = [0, 0, 0x80, 0x3f]
const MINUS_TWO = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]

describe('a safetensors file', () => {
  it('is read as the format describes it', () => {
    const tensors = readSafetensors(
      file({ __metadata__: { by: 'hand' }, a: one, b: { dtype: 'I64', shape: [], data_offsets: [4, 12] } }, [
        ...ONE,
        ...MINUS_TWO,
      ]),
    )
    expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [1], values: Float32Array.of(1) })
    expect(tensors.get('b')).toEqual({ dtype: 'I64', shape: [], values: Int32Array.of(-2) })
  })

  it('is refused before its values are read where tensors claim the same bytes', () => {
    const read: string[] = []
    const half = { dtype: 'F16', shape: [2], data_offsets: [0, 4] }
    const bytes = file({ a: half, b: half }, ONE)
    expect(() => readSafetensors(bytes, (name) => read.push(name))).toThrow('overlap')
    expect(read).toEqual([])
  })

  it('comes back equal from what was written, its buffer at a multiple of eight bytes', () => {
    const tensors: SafeTensors = new Map([
      ['conv1.weight', { dtype: 'F32', shape: [2, 2], values: Float32Array.of(1, -2.5, Number.NaN, 4) }],
      ['steps', { dtype: 'I64', shape: [], values: Int32Array.of(-7) }],
      ['index', { dtype: 'I32', shape: [2], values: Int32Array.of(3, 4) }],
      ['mask', { dtype: 'BOOL', shape: [3], values: Uint8Array.of(1, 0, 1) }],
      ['none', { dtype: 'F32', shape: [0, 4], values: new Float32Array() }],
    ])
    const bytes = writeSafetensors(tensors, { format: 'pt' })
    expect(readSafetensors(bytes)).toEqual(tensors)
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0)
  })

  it('is read alike from a Buffer that lies inside a larger one', () => {
    const bytes = file({ a: one }, ONE)
    const pool = Buffer.alloc(bytes.length + 3)
    pool.set(bytes, 3)
    expect(readSafetensors(pool.subarray(3))).toEqual(readSafetensors(bytes))
  })

  it.each([
    ['is empty', new Uint8Array(3), 'at least 8 bytes'],
    ['is cut short', file({ a: one }, [0, 0]), 'lies outside the file'],
    ['has a header longer than itself', file({}, [], 5000), 'cut short'],
    ['has a header that is no JSON', file('hello', []), 'not a JSON object'],
    ['has a header that is a list', file([], []), 'not a JSON object'],
    ['has a dtype we have not', file({ a: { ...one, dtype: 'F8' } }, ONE), 'dtype "F8"'],
    ['has a negative dimension', file({ a: { ...one, shape: [-1] } }, ONE), 'no sound shape'],
    ['has an entry that is null', file({ a: null }, ONE), "gives 'a' no dtype"],
    ['has a shape of another size', file({ a: { ...one, shape: [2] } }, ONE), 'needs 8'],
    ['has overlapping tensors', file({ a: one, b: one }, ONE), 'overlap'],
    ['has bytes that nothing describes', file({ a: one }, [...ONE, 1]), '5 follow it'],
    [
      'has integers beyond 32 bits',
      file({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, [0, 0, 0, 0, 1, 0, 0, 0]),
      'does not fit',
    ],
  ])('is refused when it %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message)
  })

  it('says what to write instead of a dtype that we have not', () => {
    const read = () => readSafetensors(file({ a: { ...one, dtype: 'C64' } }, ONE))
    expect(read).toThrow(
      expect.objectContaining({ remedy: 'Write it as F32 (values) or I64 (whole numbers).' }),
    )
  })

  it('is not written with values that do not fill the shape', () => {
    expect(() =>
      writeSafetensors(new Map([['a', { dtype: 'F32', shape: [2], values: Float32Array.of(1) }]])),
    ).toThrow('1 values')
  })
})
