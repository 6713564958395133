import { describe, expect, it } from 'vitest'
import { sparkHeights } from './sparkline-painter'

const looks = (...values: number[]) =>
  values.map((value, step) => ({ step, value, notFinite: !Number.isFinite(value) }))

describe('the line of the last sizes', () => {
  it('spans what it shows, each power of ten alike', () => {
    expect(sparkHeights(looks(1e-4, 1e-2, 1e-3))).toEqual([0, 1, 0.5].map((each) => expect.closeTo(each, 9)))
  })

  it('stays in the middle where hardly anything changes', () => {
    for (const height of sparkHeights(looks(1, 1.01, 1.02))) expect(height).toBeCloseTo(0.5, 1)
  })

  it('has zero at its bottom and a gap where a value is not finite', () => {
    expect(sparkHeights(looks(0, 1e-2, NaN, 1))).toEqual([0, 0, null, 1])
    expect(sparkHeights(looks(0, 0))).toEqual([0, 0])
  })
})
