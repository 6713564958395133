import { describe, expect, it } from 'vitest'
import type { Box } from '../../graph/drawing/geometry'
import { besideCorner, openingView, wholeView } from './opening-view'

const SIZE = { width: 900, height: 600 }
const INSETS = { top: 30, right: 30, bottom: 60, left: 30 }
const AT_ONE = { insets: INSETS, scale: 1 }

function box(left: number, top: number, width = 200, height = 80): Box {
  return { left, top, right: left + width, bottom: top + height }
}

/** Where a box is on the screen. */
function seen(
  { left, top, right, bottom }: Box,
  { x, y, zoom }: { x: number; y: number; zoom: number },
): Box {
  return { left: left * zoom + x, top: top * zoom + y, right: right * zoom + x, bottom: bottom * zoom + y }
}

describe('besideCorner', () => {
  const corner = { width: 230, height: 180 }

  it.each([
    ['a wide net above it', [box(0, 0), box(1400, 200)], 'bottom'],
    ['a high net at its left', [box(0, 0), box(200, 1400)], 'right'],
  ] as const)('keeps %s', (_, boxes, side) => {
    const insets = besideCorner(boxes, SIZE, INSETS, corner)
    expect(insets).toEqual({ ...INSETS, [side]: side === 'bottom' ? 180 : 230 })
    const view = wholeView(boxes, SIZE, insets, { least: 0, scale: 1 })
    for (const each of boxes) {
      const { right, bottom } = seen(each, view)
      expect(right <= SIZE.width - corner.width + 0.01 || bottom <= SIZE.height - corner.height + 0.01).toBe(
        true,
      )
    }
  })
})

describe('openingView', () => {
  it('puts a small document into the middle at its own size', () => {
    const only = box(5000, -3000)
    const view = openingView([only], only, SIZE, AT_ONE)
    expect(view.zoom).toBe(1)
    expect(seen(only, view)).toEqual({ left: 350, right: 550, top: 245, bottom: 325 })
  })

  it('holds all of a larger one between the insets', () => {
    const boxes = [box(0, 0), box(1000, 300), box(1400, 0)]
    const view = openingView(boxes, boxes[0]!, SIZE, AT_ONE)
    expect(view.zoom).toBeCloseTo(840 / 1600)
    expect(seen(boxes[0]!, view).left).toBeCloseTo(30)
    expect(seen(boxes[2]!, view).right).toBeCloseTo(870)
  })

  it('begins with the first box, large enough to be read, where all would be too small', () => {
    const boxes = Array.from({ length: 60 }, (_, at) => box(at * 300, 40))
    const view = openingView(boxes, boxes[0]!, SIZE, AT_ONE)
    expect(view.zoom).toBe(0.6)
    const first = seen(boxes[0]!, view)
    expect(first.left).toBeCloseTo(30)
    expect((first.top + first.bottom) / 2).toBeCloseTo(285)
  })

  it('begins a wide and high one at the corner of the first box, wherever others are', () => {
    const boxes = Array.from({ length: 100 }, (_, at) => box((at % 10) * 300, Math.floor(at / 10) * 300))
    const view = openingView(boxes, boxes[40]!, SIZE, AT_ONE)
    expect(seen(boxes[40]!, view)).toMatchObject({ left: 30, top: 30 })
    // What is a little higher than the first is not cut off.
    expect(seen(boxes[0]!, openingView(boxes, boxes[11]!, SIZE, AT_ONE))).toMatchObject({ left: 30, top: 30 })
  })
})

describe('with an enlarged interface', () => {
  const large = { insets: INSETS, scale: 1.5 }

  it('shows a small document enlarged, too', () => {
    expect(openingView([box(0, 0)], box(0, 0), SIZE, large).zoom).toBe(1.5)
  })

  it('keeps what is written on nodes nearly as large as the interface, and begins where all has no room', () => {
    const boxes = [box(0, 0), box(1000, 300), box(1400, 0)]
    const view = openingView(boxes, boxes[0]!, SIZE, large)
    expect(view.zoom).toBeCloseTo(1.2)
    expect(seen(boxes[0]!, view)).toMatchObject({ left: 30 })
    expect(wholeView(boxes, SIZE, INSETS, { least: 0.1, scale: 1.5 }).zoom).toBeCloseTo(840 / 1600)
  })
})

describe('wholeView', () => {
  it('shows everything, however small, down to the least zoom', () => {
    const boxes = Array.from({ length: 20 }, (_, at) => box(at * 300, 0))
    expect(wholeView(boxes, SIZE, INSETS, { least: 0.1, scale: 1 }).zoom).toBeCloseTo(840 / 5900)
    expect(wholeView(boxes, SIZE, INSETS, { least: 0.3, scale: 1 }).zoom).toBe(0.3)
  })
})
