import { describe, expect, it } from 'vitest'
import { boxesOverlap } from './lane-geometry'
import { placeThumbnails } from './thumbnail-layout'

const middle = { x: 100, y: 100 }
/** Two nodes with a gap of the given width around x = 100. */
function nodes(gap: number) {
  return [
    { left: -100, right: 100 - gap / 2, top: 60, bottom: 400 },
    { left: 100 + gap / 2, right: 300, top: 60, bottom: 400 },
  ]
}

describe('placeThumbnails', () => {
  it('puts them side by side below the wire where there is room', () => {
    const layout = placeThumbnails(middle, [], true)!
    expect(layout.forward.y).toBe(layout.backward.y)
    expect(layout.forward.x).toBeLessThan(layout.backward.x)
    expect(layout.box.top).toBeGreaterThan(middle.y)
    expect((layout.box.left + layout.box.right) / 2).toBe(middle.x)
  })

  it('stacks them in a narrow gap and shrinks them in a narrower one', () => {
    const narrow = placeThumbnails(middle, nodes(60), true)!
    expect(narrow.forward.x).toBe(narrow.backward.x)
    expect(narrow.side).toBe(54)
    const narrower = placeThumbnails(middle, nodes(34), true)!
    expect(narrower).toMatchObject({ side: 26, text: false })
  })

  it('never overlaps a node; with no room there is no picture', () => {
    for (const gap of [200, 100, 60, 50, 44, 34, 33]) {
      const layout = placeThumbnails(middle, nodes(gap), true)
      for (const box of layout ? nodes(gap) : []) expect(boxesOverlap(box, layout!.box)).toBe(false)
    }
    expect(placeThumbnails(middle, nodes(20), true)).toBeNull()
  })
})
