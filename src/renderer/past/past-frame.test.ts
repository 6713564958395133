import { describe, expect, it } from 'vitest'
import { lookAt, lookEdges, rebinned, stepX, valueSpan } from './past-frame'
import type { PastLook } from './tensor-past'

const look = (step: number, low: number, high: number, counts: number[] = [1, 1]): PastLook => ({
  step,
  statistics: { min: low, max: high, mean: 0, std: 0, norm: 0, zeros: 0, nan: 0, inf: 0 },
  histogram: { low, high, counts: Uint32Array.from(counts) },
})
const frame = { left: 10, right: 110, top: 0, bottom: 50, first: 1, last: 11 }

describe('a plot over time', () => {
  it('has steps where they were, and every place belongs to a look', () => {
    const looks = [look(1, 0, 1), look(3, 0, 1), look(11, 0, 1)]
    expect(looks.map(({ step }) => stepX(frame, step))).toEqual([10, 30, 110])
    expect(lookEdges(looks, frame)).toEqual([
      { from: 10, to: 20 },
      { from: 20, to: 70 },
      { from: 70, to: 110 },
    ])
    expect([10, 19, 21, 69, 71, 110].map((x) => lookAt(looks, frame, x)?.step)).toEqual([1, 1, 3, 3, 11, 11])
    expect(lookAt(looks, frame, 130)).toBeNull()
    const one = [look(5, 0, 1)]
    expect(lookEdges(one, { ...frame, first: 5, last: 5 })).toEqual([{ from: 10, to: 110 }])
  })

  it('spans all finite values', () => {
    expect(valueSpan([look(1, -1, 2), look(2, NaN, NaN), look(3, 0, 5)])).toEqual({ low: -1, high: 5 })
    expect(valueSpan([look(1, 2, 2)])).toEqual({ low: 1.5, high: 2.5 })
    expect(valueSpan([look(1, NaN, NaN)])).toBeNull()
  })

  it('counts a histogram anew on a wider axis, and loses nothing', () => {
    // Two bins over 0 to 2 are the middle half of four over −1 to 3.
    expect([...rebinned(look(1, 0, 2, [3, 1]), { low: -1, high: 3 }, 4)]).toEqual([0, 0.75, 0.25, 0])
    const narrow = rebinned(look(1, 0.2, 0.9, [5, 2, 1]), { low: -4, high: 4 }, 7)
    expect(narrow.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
    // An edge that is rounded up is no value in the next bin.
    const rounded = rebinned(look(1, 0, 1 + 1e-12, [1, 0]), { low: 0, high: 1 }, 2)
    expect([...rounded]).toEqual([expect.closeTo(1, 9), 0])
    expect([...rebinned(look(1, 0, 1, [0, 0]), { low: 0, high: 1 }, 2)]).toEqual([0, 0])
  })
})
