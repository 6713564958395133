import { describe, expect, it } from 'vitest'
import { boundsOf, boxesOverlap } from '../../graph/drawing/geometry'
import { placeThumbnails, underText } from './thumbnail-layout'

const middle = { x: 100, y: 100 }
/** Two nodes with a gap of the given width around x = 100. */
function nodes(gap: number) {
  return [
    { left: -100, right: 100 - gap / 2, top: 60, bottom: 400 },
    { left: 100 + gap / 2, right: 300, top: 60, bottom: 400 },
  ]
}
function inGap(gap: number, count = 2) {
  return placeThumbnails(middle, count, { boxes: nodes(gap), lines: [] }, true)
}

describe('placeThumbnails', () => {
  it('puts them side by side below the wire where there is room', () => {
    const layout = placeThumbnails(middle, 2, { boxes: [], lines: [] }, true)!
    const [forward, backward] = layout.places
    expect(forward!.y).toBe(backward!.y)
    expect(forward!.x).toBeLessThan(backward!.x)
    expect(layout.box.top).toBeGreaterThan(middle.y)
    expect((layout.box.left + layout.box.right) / 2).toBe(middle.x)
  })

  it('makes them smaller before it stacks them, so that a row of wires looks alike', () => {
    expect(inGap(114)!.side).toBe(44)
    expect(inGap(114)!.places[0]!.y).toBe(inGap(114)!.places[1]!.y)
    const narrow = inGap(60)!
    expect(narrow.places[0]!.x).toBe(narrow.places[1]!.x)
    expect(narrow.side).toBe(54)
    expect(inGap(34)).toMatchObject({ side: 26, text: false })
  })

  it('centres a single one and gives it the room of two', () => {
    const layout = inGap(114, 1)!
    expect(layout.places).toHaveLength(1)
    expect(layout.side).toBe(64)
    expect(layout.places[0]!.x + layout.side / 2).toBe(middle.x)
  })

  it('never overlaps a node; with no room there is no picture', () => {
    for (const gap of [200, 100, 60, 50, 44, 34, 33]) {
      const layout = inGap(gap)
      for (const box of layout ? nodes(gap) : []) expect(boxesOverlap(box, layout!.box)).toBe(false)
    }
    expect(inGap(20)).toBeNull()
  })

  it('covers no other wire', () => {
    const upright = Float32Array.from([60, 0, 60, 500])
    const lines = [{ line: upright, bounds: boundsOf(upright) }]
    const layout = placeThumbnails(middle, 2, { boxes: [], lines }, true)!
    expect(layout.box.left).toBeGreaterThan(60)
    expect(layout.side).toBeGreaterThanOrEqual(34)
  })
})

describe('pictures of a wire whose text stands under it', () => {
  it('hang from the text', () => {
    const at = { x: 100, y: 50 }
    const text = { left: 60, right: 140, top: 57, bottom: 73 }
    const taken = { boxes: [text], lines: [] }
    expect(placeThumbnails(at, 1, taken, false)).toBeNull()
    const { box } = placeThumbnails(underText(at, text), 1, taken, false)!
    expect(box.top).toBe(text.bottom)
    for (const other of [null, { ...text, top: 30, bottom: 46 }, { ...text, left: 110 }])
      expect(underText(at, other)).toEqual(at)
  })
})
