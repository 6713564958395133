import { describe, expect, it } from 'vitest'
import { getBezierEdgeCenter, getBezierPath, Position } from '@xyflow/react'
import {
  boxesOverlap,
  curveTouches,
  laneStyle,
  normalAt,
  offsetPoints,
  pointAt,
  strengthOf,
  wireCurve,
} from './lane-geometry'

const forwards = wireCurve({ x: 10, y: 20 }, { x: 210, y: 120 })
const backwards = wireCurve({ x: 300, y: 0 }, { x: 100, y: 50 })

describe('wireCurve', () => {
  it.each([
    ['runs right', forwards],
    ['runs back', backwards],
  ])('is the curve that React Flow draws when the wire %s', (_, { a, b, c, d }) => {
    const [path] = getBezierPath({
      sourceX: a.x,
      sourceY: a.y,
      sourcePosition: Position.Right,
      targetX: d.x,
      targetY: d.y,
      targetPosition: Position.Left,
    })
    expect(path).toBe(`M${a.x},${a.y} C${b.x},${b.y} ${c.x},${c.y} ${d.x},${d.y}`)
  })
})

describe('points on a wire', () => {
  it('start at the source, end at the target, and meet React Flow’s middle', () => {
    const { a, b, c, d } = forwards
    expect(pointAt(forwards, 0)).toEqual(a)
    expect(pointAt(forwards, 1)).toEqual(d)
    const [x, y] = getBezierEdgeCenter({
      sourceX: a.x,
      sourceY: a.y,
      sourceControlX: b.x,
      sourceControlY: b.y,
      targetControlX: c.x,
      targetControlY: c.y,
      targetX: d.x,
      targetY: d.y,
    })
    expect(pointAt(forwards, 0.5)).toEqual({ x, y })
  })

  it('have a unit normal that points up on a level wire and never vanishes', () => {
    const level = wireCurve({ x: 0, y: 0 }, { x: 100, y: 0 })
    expect(normalAt(level, 0.3).y).toBeCloseTo(-1)
    const none = wireCurve({ x: 5, y: 5 }, { x: 5, y: 5 })
    expect(Number.isFinite(normalAt(none, 0).x)).toBe(true)
    for (const t of [0, 0.25, 0.5, 1]) {
      const { x, y } = normalAt(backwards, t)
      expect(Math.hypot(x, y)).toBeCloseTo(1)
    }
  })

  it('keep their distance on an offset lane', () => {
    const points = offsetPoints(forwards, 4, 10)
    for (let i = 0; i <= 10; i++) {
      const middle = pointAt(forwards, i / 10)
      expect(Math.hypot(points[2 * i]! - middle.x, points[2 * i + 1]! - middle.y)).toBeCloseTo(4, 3)
    }
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

  it('tell whether a wire may be seen', () => {
    expect(curveTouches(forwards, { left: 0, top: 0, right: 50, bottom: 50 })).toBe(true)
    expect(curveTouches(forwards, { left: 400, top: 0, right: 500, bottom: 50 })).toBe(false)
    const level = wireCurve({ x: 0, y: 5 }, { x: 100, y: 5 })
    expect(curveTouches(level, { left: 20, top: 0, right: 50, bottom: 50 })).toBe(true)
  })
})
