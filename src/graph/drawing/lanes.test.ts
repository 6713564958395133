import { describe, expect, it } from 'vitest'
import { laneStyle, offsetLine, strengthOf } from './lanes'

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

describe('lane style', () => {
  it('grows with the logarithm of the norm between 1e-7 and 1e3', () => {
    expect(strengthOf(0)).toBe(0)
    expect(strengthOf(NaN)).toBe(0)
    expect(strengthOf(1e-9)).toBe(0)
    expect(strengthOf(1e-2)).toBeCloseTo(0.5)
    expect(strengthOf(1e6)).toBe(1)
    expect(laneStyle(10).width).toBeGreaterThan(laneStyle(0.1).width)
    expect(laneStyle(10).opacity).toBeGreaterThan(laneStyle(0.1).opacity)
  })
})
