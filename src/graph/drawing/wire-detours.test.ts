import { describe, expect, it } from 'vitest'
import { type Box, lineTouches } from './geometry'
import { type PlacedWire, wireDetours } from './wire-detours'
import { wireLine } from './wire-line'

function node(x: number, y: number, height = 84): Box {
  return { left: x, top: y, right: x + 196, bottom: y + height }
}

/** From the one node's first output to the other's first input. */
function wire(id: string, from: Box, to: Box): PlacedWire {
  return {
    id,
    source: { x: from.right + 5, y: from.top + 18 },
    target: { x: to.left - 5, y: to.top + 18 },
    sourceBox: from,
    targetBox: to,
  }
}

const row = [0, 310, 620].map((x) => node(x, 0))
const next = [0, 310, 620].map((x) => node(x, 220))
const all = [...row, ...next]

describe('wireDetours', () => {
  it('leaves neighbours in a row their plain curve', () => {
    expect(wireDetours([wire('a', row[0]!, row[1]!)], all)).toEqual(new Map())
  })

  it('leads a wire to the next row between the rows, touching no node', () => {
    const back = wire('a', row[2]!, next[0]!)
    const detour = wireDetours([back], all).get('a')!
    expect(detour.level).toBeGreaterThan(84)
    expect(detour.level).toBeLessThan(220)
    const { points } = wireLine(back.source, back.target, detour)
    expect(all.filter((box) => lineTouches(points, box))).toEqual([])
  })

  it('leads a wire around a node that stands in its way', () => {
    const over = wire('a', row[0]!, row[2]!)
    const detour = wireDetours([over], all).get('a')
    expect(detour).toBeDefined()
    const { points } = wireLine(over.source, over.target, detour!)
    expect(all.filter((box) => lineTouches(points, box))).toEqual([])
  })

  it('leads a wire that would run close along a node away from it', () => {
    const [above, beside, below] = [node(0, 0), node(210, 150), node(210, 400)]
    const boxes = [above, beside, below]
    expect(wireDetours([wire('a', above, below)], boxes).has('a')).toBe(true)
    expect(wireDetours([wire('a', above, below)], [above, below]).has('a')).toBe(false)
  })

  it('keeps two wires that pass the same gap apart', () => {
    const wires = [wire('a', row[2]!, next[0]!), wire('b', row[0]!, row[2]!)]
    const [a, b] = wires.map(({ id }) => wireDetours(wires, all).get(id)!)
    expect(a!.level).not.toBe(b!.level)
    expect(Math.abs(a!.level - b!.level)).toBeGreaterThanOrEqual(30)
  })

  it('prefers a gap with room for the text, and passes a narrow one where there is no other', () => {
    const tall = node(310, 0, 110)
    const boxes = [row[0]!, tall, row[2]!, ...next]
    const level = wireDetours([wire('a', row[2]!, next[0]!)], boxes).get('a')!.level
    expect(level).toBeGreaterThanOrEqual(110 + 32)
  })

  it('still leads back where nodes leave no way', () => {
    const [left, right] = [node(0, 0, 400), node(196, 0, 400)]
    expect(
      wireDetours([wire('a', right, left)], [left, right, node(-150, -500, 2000), node(400, -500, 2000)])
        .size,
    ).toBe(1)
  })
})
