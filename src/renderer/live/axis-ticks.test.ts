import { describe, expect, it } from 'vitest'
import { axisTicks, paddedRange } from './axis-ticks'

describe('axisTicks', () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-0.3, 0.3, 3, [-0.2, 0, 0.2]],
    [37, 152, 5, [50, 100, 150]],
    [1e-7, 5e-7, 4, [1e-7, 2e-7, 3e-7, 4e-7, 5e-7]],
  ])('are round from %d to %d', (low, high, count, ticks) => {
    expect(axisTicks(low, high, count)).toEqual(ticks)
  })

  it('exist for an empty range and not for nonsense', () => {
    expect(axisTicks(3, 3, 5)).toEqual([3])
    expect(axisTicks(NaN, NaN, 5)).toEqual([])
  })
})

describe('paddedRange', () => {
  it('leaves room and is never empty', () => {
    expect(paddedRange([0, 10, NaN], 0.1)).toEqual([-1, 11])
    expect(paddedRange([], 0.1)).toEqual([0, 1])
    const [low, high] = paddedRange([0, 0], 0.1)
    expect(high).toBeGreaterThan(low)
  })
})
