import { describe, expect, it } from 'vitest'
import { axisTicks, logTicks, paddedRange } from './axis-ticks'

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

describe('logTicks', () => {
  it.each([
    [0.001, 10, 8, [0.001, 0.01, 0.1, 1, 10]],
    [1e-9, 1e9, 5, [1e-8, 1e-4, 1, 1e4, 1e8]],
    [0.3, 4, 5, [0.5, 1, 2]],
    [2.1, 2.3, 4, [2.1, 2.15, 2.2, 2.25, 2.3]],
    [0, 5, 5, []],
  ])('are round from %d to %d', (low, high, count, ticks) => {
    expect(logTicks(low, high, count)).toEqual(ticks)
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
