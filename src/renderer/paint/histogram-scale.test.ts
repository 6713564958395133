import { describe, expect, it } from 'vitest'
import { besideHistogram, binAt, histogramScale } from './histogram-scale'

const histogram = { low: -1, high: 3, counts: new Uint32Array([0, 1, 9, 99]) }

describe('histogramScale', () => {
  it('is linear in the count', () => {
    const { heights, most } = histogramScale(histogram, false)
    expect(most).toBe(99)
    expect([...heights].map((height) => Number(height.toFixed(4)))).toEqual([0, 0.0101, 0.0909, 1])
  })

  it('lifts rare values on a log scale and keeps the order', () => {
    const { heights } = histogramScale(histogram, true)
    expect(heights[0]).toBe(0)
    expect(heights[1]).toBeCloseTo(Math.log(2) / Math.log(100))
    expect(heights[2]).toBeCloseTo(0.5)
    expect(heights[3]).toBe(1)
  })

  it('finds zero inside the range only', () => {
    expect(histogramScale(histogram, false).zero).toBe(0.25)
    expect(histogramScale({ ...histogram, low: 1 }, false).zero).toBeNull()
    expect(histogramScale({ ...histogram, low: 0, high: 0 }, false).zero).toBeNull()
  })

  it('draws nothing when nothing was counted', () => {
    expect([...histogramScale({ low: 0, high: 1, counts: new Uint32Array(3) }, true).heights]).toEqual([
      0, 0, 0,
    ])
  })
})

describe('binAt', () => {
  it('tells the bin under the pointer, clamped to the ends', () => {
    expect(binAt(histogram, 0.6)).toEqual({ from: 1, to: 2, count: 9 })
    expect(binAt(histogram, 1)).toEqual({ from: 2, to: 3, count: 99 })
    expect(binAt(histogram, -1)).toEqual({ from: -1, to: 0, count: 0 })
  })
})

describe('histograms side by side', () => {
  const made = (low: number, high: number, counts: number[]) => ({
    low,
    high,
    counts: Uint32Array.from(counts),
  })

  it('have one range, and lose no count', () => {
    const narrow = made(-1, 1, [1, 2, 3, 4])
    const wide = made(0, 2, [5, 0, 0, 1])
    expect(besideHistogram(narrow, wide)).toEqual(made(-1, 2, [1, 5, 4, 0]))
    expect(besideHistogram(wide, narrow)).toEqual(made(-1, 2, [0, 5, 0, 1]))
  })

  it('stay as they are beside nothing', () => {
    const alone = made(0, 0, [0, 0, 7, 0])
    expect(besideHistogram(alone, undefined)).toBe(alone)
    expect(besideHistogram(alone, made(NaN, NaN, [0, 0, 0, 0]))).toBe(alone)
    expect(besideHistogram(alone, made(0, 0, [0, 0, 1, 0]))).toEqual(alone)
  })
})
