import { describe, expect, it } from 'vitest'
import { laneWidth, offsetLine } from './lanes'

const slope = Float32Array.from([0, 0, 30, 40, 60, 80])

describe('offsetLine', () => {
  it('moves a line that runs right upwards, and keeps its distance on a slope', () => {
    const level = Float32Array.from([0, 5, 50, 5, 100, 5])
    expect([...offsetLine(level, 3)]).toEqual([0, 2, 50, 2, 100, 2])
    const moved = offsetLine(slope, 4)
    for (let i = 0; i < slope.length; i += 2)
      expect(Math.hypot(moved[i]! - slope[i]!, moved[i + 1]! - slope[i + 1]!)).toBeCloseTo(4, 4)
  })

  it('gives numbers also where a line has no length', () => {
    expect([...offsetLine(Float32Array.from([5, 5, 5, 5]), 3)].every(Number.isFinite)).toBe(true)
  })
})

describe('the width of a lane', () => {
  it('grows with the number of values, up to a million', () => {
    expect(laneWidth(0)).toBe(laneWidth(1))
    const widths = [1, 10, 1e3, 1e6].map(laneWidth)
    expect(widths).toEqual([1.2, 1.7, 2.7, 4.2])
    expect(laneWidth(1e9)).toBe(4.2)
  })
})
