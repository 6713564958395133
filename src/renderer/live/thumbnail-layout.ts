/** Where the two pictures of a wire have room: near its middle, below its shape label, beside every node. */
import { type Box, boxesOverlap, type Point } from './lane-geometry'

export interface ThumbnailLayout {
  /** Side of each square picture, in the canvas's own pixels. */
  side: number
  forward: Point
  backward: Point
  /** Whether there is a line of text under each picture. */
  text: boolean
  box: Box
}

const SIDES = [64, 54, 44, 34, 26]
const GAP = 6
const LINE = 13
/** From the wire's middle to the pictures: room for the lower lane. */
const BELOW = 11

/**
 * Tries pictures side by side, then one under the other, then smaller, and takes the first that overlaps nothing
 * in `taken`. With room for neither: null.
 */
export function placeThumbnails(
  middle: Point,
  taken: readonly Box[],
  withText: boolean,
): ThumbnailLayout | null {
  for (const side of SIDES)
    for (const arrange of [sideBySide, stacked]) {
      const layout = arrange(middle, side, withText && side >= 34)
      if (!taken.some((box) => boxesOverlap(box, layout.box))) return layout
    }
  return null
}

function sideBySide(middle: Point, side: number, text: boolean): ThumbnailLayout {
  const width = 2 * side + GAP
  const left = middle.x - width / 2
  const top = middle.y + BELOW
  const height = side + (text ? LINE : 0)
  return {
    side,
    text,
    forward: { x: left, y: top },
    backward: { x: left + side + GAP, y: top },
    box: { left: left - 3, top: top - 3, right: left + width + 3, bottom: top + height + 3 },
  }
}

function stacked(middle: Point, side: number, text: boolean): ThumbnailLayout {
  const left = middle.x - side / 2
  const top = middle.y + BELOW
  const height = side + (text ? LINE : 0)
  return {
    side,
    text,
    forward: { x: left, y: top },
    backward: { x: left, y: top + height + 4 },
    box: { left: left - 3, top: top - 3, right: left + side + 3, bottom: top + 2 * height + 7 },
  }
}
