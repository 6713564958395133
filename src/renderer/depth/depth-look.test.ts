import { describe, expect, it } from 'vitest'
import type { FlowFrame } from '../../graph/frames/frame'
import { lookOf } from './depth-look'

const frame = (shape: number[], norm: number, bad: { nan?: number; inf?: number } = {}): FlowFrame => ({
  probe: 1,
  direction: 'forward',
  step: 7,
  shape,
  statistics: { min: 0, max: 0, mean: 0, std: 0, norm, zeros: 0, nan: 0, inf: 0, ...bad },
  histogram: { low: 0, high: 0, counts: new Uint32Array(64) },
  picture: null,
})

describe('lookOf', () => {
  it('is of a gradient its norm', () => {
    expect(lookOf({ ...frame([4, 25], 20), direction: 'backward' })?.value).toBe(20)
  })

  it('is of an activation the norm over the square root of the number of values', () => {
    expect(lookOf(frame([4, 25], 20))).toEqual({ step: 7, value: 2, notFinite: false })
    expect(lookOf(frame([], 3))).toEqual({ step: 7, value: 3, notFinite: false })
  })

  it('is nothing of a tensor without elements, and says where values are not finite', () => {
    expect(lookOf(frame([0, 3], 0))).toBeNull()
    expect(lookOf(frame([2], 1, { nan: 1 }))?.notFinite).toBe(true)
    expect(lookOf(frame([2], 1, { inf: 2 }))?.notFinite).toBe(true)
  })
})
