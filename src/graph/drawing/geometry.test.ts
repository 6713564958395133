import { describe, expect, it } from 'vitest'
import { boundsOf, boxesOverlap, lineTouches } from './geometry'

const slope = Float32Array.from([0, 0, 30, 40, 60, 80])

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
