import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, type FlowFrame } from './frame'

const frame: FlowFrame = {
  probe: 7,
  direction: 'backward',
  step: 12,
  shape: [64, 32, 28, 28],
  statistics: { min: -1.5, max: 2, mean: 0.1, std: 0.7, norm: 33.25, zeros: 0.25, nan: 3, inf: 1 },
  histogram: { low: -1.5, high: 2, counts: Uint32Array.from({ length: 64 }, (_, i) => i * 1000) },
  picture: {
    kind: 'maps',
    width: 4,
    height: 2,
    tiles: 2,
    columns: 2,
    tileWidth: 2,
    tileHeight: 2,
    rowStart: 0,
    columnStart: 0,
    rows: 28,
    cols: 28,
    values: Float32Array.from([1, 2, 3, 4, 5, 6, Number.NaN, Infinity]),
  },
}

describe('a tensor frame', () => {
  it('comes back equal from its bytes', () => {
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
    expect(decodeFrame(encodeFrame({ ...frame, direction: 'forward', picture: null }))).toEqual({
      ...frame,
      direction: 'forward',
      picture: null,
    })
  })

  it('is read from the middle of a larger, unaligned buffer', () => {
    const bytes = encodeFrame(frame)
    const larger = new Uint8Array(bytes.length + 5)
    larger.set(bytes, 5)
    expect(decodeFrame(larger.subarray(5))).toEqual(frame)
  })

  it('is refused when it is not a frame, cut short, or of too many dimensions', () => {
    const bytes = encodeFrame(frame)
    expect(() => decodeFrame(new Uint8Array(10))).toThrow('at least')
    expect(() => decodeFrame(new Uint8Array(600))).toThrow('not a tensor frame')
    expect(() => decodeFrame(bytes.subarray(0, bytes.length - 4))).toThrow('cut short')
    expect(() => encodeFrame({ ...frame, shape: Array.from({ length: 9 }, () => 1) })).toThrow('at most 8')
  })
})
