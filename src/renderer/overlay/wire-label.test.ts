import { describe, expect, it } from 'vitest'
import { boxesOverlap, lineTouches } from '../../graph/drawing/geometry'
import { wireLine } from '../../graph/drawing/wire-line'
import { marksBox, wireLabel } from './wire-label'

const from = { x: 0, y: 0 }

describe('the text of a wire', () => {
  it('stands over the middle of a level wire', () => {
    const label = wireLabel(wireLine(from, { x: 114, y: 0 }, null), 'N×8×32')!
    expect((label.box.left + label.box.right) / 2).toBeCloseTo(57)
    expect(label.box.bottom).toBeLessThan(0)
  })

  it('is left out where a short wire has no room for it', () => {
    expect(wireLabel(wireLine(from, { x: 40, y: 0 }, null), 'N×16×32×32')).toBeNull()
    expect(wireLabel(wireLine(from, { x: 40, y: 60 }, null), 'N×16×32×32')).toBeNull()
  })

  it.each([
    ['falls', 220, 'right'],
    ['rises', -220, 'left'],
  ] as const)('stands beside a wire that %s, where the wire does not run through it', (_, y, side) => {
    const line = wireLine(from, { x: 60, y }, null)
    const { box } = wireLabel(line, 'N×16×32×32', { before: 17 })!
    expect(lineTouches(line.points, box)).toBe(false)
    if (side === 'right') expect(box.left).toBeGreaterThan(line.middle.x)
    else expect(box.right).toBeLessThan(line.middle.x)
  })

  it('gives way to what stands at the end of the wire, to its left or over it', () => {
    const end = { x: 114, y: 0 }
    const line = wireLine(from, end, null)
    for (const count of [1, 2, 3]) {
      const marks = marksBox({ hooks: Array.from({ length: count }), detour: null, aside: 0 }, end)!
      const { box } = wireLabel(line, 'N×32×28×28', { marks })!
      expect(boxesOverlap(box, marks)).toBe(false)
      expect(box.left).toBeGreaterThan(5)
    }
  })

  it('stands over the level piece of a detour', () => {
    const line = wireLine(from, { x: -600, y: 300 }, { out: 20, level: 150, back: -620 })
    const { box } = wireLabel(line, 'N×8×32')!
    expect(box.bottom).toBeLessThan(150)
    expect(box.top).toBeGreaterThan(120)
  })
})
