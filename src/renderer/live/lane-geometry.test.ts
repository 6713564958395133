import { describe, expect, it } from 'vitest'
import { boundsOf, boxesOverlap, laneStyle, lineTouches, offsetLine, strengthOf } from './lane-geometry'

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

describe('boxes', () => {
  it('overlap only where they share area', () => {
    const box = { left: 0, top: 0, right: 10, bottom: 10 }
    expect(boxesOverlap(box, { left: 9, top: 9, right: 20, bottom: 20 })).toBe(true)
    expect(boxesOverlap(box, { left: 10, top: 0, right: 20, bottom: 10 })).toBe(false)
  })

  it('bound a line', () => {
    expect(boundsOf(slope)).toEqual({ left: 0, top: 0, right: 60, bottom: 80 })
  })

  it('tell whether a line touches them, not only its bounds', () => {
    expect(lineTouches(slope, { left: 28, top: 30, right: 40, bottom: 60 })).toBe(true)
    expect(lineTouches(slope, { left: 40, top: 0, right: 60, bottom: 40 })).toBe(false)
    const level = Float32Array.from([0, 5, 100, 5])
    expect(lineTouches(level, { left: 20, top: 0, right: 50, bottom: 50 })).toBe(true)
    expect(lineTouches(level, { left: 20, top: 6, right: 50, bottom: 50 })).toBe(false)
  })
})
