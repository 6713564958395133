import { getBezierPath, Position } from '@xyflow/react'
import { describe, expect, it } from 'vitest'
import { wireLine } from './wire-line'

const source = { x: 300, y: 20 }

function ends(points: Float32Array) {
  return [points.slice(0, 2), points.slice(-2)].map(([x, y]) => ({ x, y }))
}

describe('a wire without a detour', () => {
  it.each([
    ['right', { x: 500, y: 120 }],
    ['back', { x: 100, y: 70 }],
  ])('is the curve that React Flow draws when it runs %s', (_, target) => {
    const [path, x, y] = getBezierPath({
      sourceX: source.x,
      sourceY: source.y,
      sourcePosition: Position.Right,
      targetX: target.x,
      targetY: target.y,
      targetPosition: Position.Left,
    })
    const line = wireLine(source, target, null)
    expect(line.path).toBe(path)
    expect(line.middle).toEqual({ x, y })
    expect(ends(line.points)).toEqual([source, target])
  })
})

describe('a wire with a detour', () => {
  const target = { x: 10, y: 210 }
  const line = wireLine(source, target, { out: 320, level: 130, back: -10 })

  it('goes from the source to the target, with its middle on the level piece', () => {
    expect(ends(line.points)).toEqual([source, target])
    expect(line.middle).toEqual({ x: 155, y: 130 })
    expect(line.room).toBeLessThan(330)
  })

  it('stays on its level and upright pieces, round corners aside', () => {
    for (let i = 0; i < line.points.length; i += 2) {
      const [x, y] = [line.points[i]!, line.points[i + 1]!]
      const off = Math.min(
        ...[320, -10].map((at) => Math.abs(x - at)),
        ...[20, 130, 210].map((at) => Math.abs(y - at)),
      )
      expect(off).toBeLessThan(5)
    }
  })

  it('has no place that is not a number where pieces have no length', () => {
    const flat = wireLine({ x: 0, y: 5 }, { x: 36, y: 5 }, { out: 18, level: 5, back: 18 })
    expect([...flat.points].every(Number.isFinite)).toBe(true)
    expect(flat.path).not.toContain('NaN')
  })
})
