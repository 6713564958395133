import { describe, expect, it } from 'vitest'
import { boundsOf, boxesOverlap, lineTouches } from '../../graph/drawing/geometry'
import { fanOutsOf, sumBox } from './fan-outs'
import type { DrawnWire, WireShape } from './wire-shapes'

const at = { x: 100, y: 100 }
const output = { node: 'relu', handle: 'output', at }
const lineOf = (...points: number[]) => {
  const line = Float32Array.from(points)
  return { line, bounds: boundsOf(line) }
}

describe('outputs that feed several wires', () => {
  const wire = (source: string, sourceHandle: string, id: string): DrawnWire => ({
    edge: { id, source, sourceHandle, target: 't' },
    source: at,
    target: { x: 300, y: 100 },
  })
  const shape = (node: string, handle: string) => ({ node, handle, start: at }) as WireShape

  it('are told once, also where all but one of their wires are out of sight', () => {
    const all = [
      wire('a', 'output', '1'),
      wire('a', 'output', '2'),
      wire('a', 'other', '3'),
      wire('b', 'output', '4'),
    ]
    expect(fanOutsOf([shape('a', 'output'), shape('a', 'other'), shape('b', 'output')], all)).toEqual([
      { node: 'a', handle: 'output', at },
    ])
    expect(fanOutsOf([shape('b', 'output')], all)).toEqual([])
  })
})

describe('the place of a sum', () => {
  it('is beside the output, over no wire, no lane, no node and no text', () => {
    const lines = [lineOf(100, 100, 300, 100), lineOf(100, 100, 120, 100, 120, 200)]
    const boxes = [{ left: 0, right: 100, top: 80, bottom: 120 }]
    const box = sumBox(output, { boxes, lines })!
    expect(box.left).toBeGreaterThan(100)
    for (const other of boxes) expect(boxesOverlap(other, box)).toBe(false)
    for (const { line } of lines) {
      const near = { left: box.left - 5, right: box.right + 5, top: box.top - 5, bottom: box.bottom + 5 }
      expect(lineTouches(line, near)).toBe(false)
    }
    // The second wire goes down: the sum stands above.
    expect(box.bottom).toBeLessThan(100)
  })

  it('is nowhere where there is no room', () => {
    expect(sumBox(output, { boxes: [{ left: 0, right: 400, top: 0, bottom: 400 }], lines: [] })).toBeNull()
  })
})
