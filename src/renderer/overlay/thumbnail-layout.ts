/** Where the small pictures of a wire have room: below its middle, beside every node, every text and every other wire. */
import { type Box, boxesOverlap, lineTouches, type Point } from '../../graph/drawing/geometry'

export interface ThumbnailLayout {
  /** Side of each square picture, in the canvas's own pixels. */
  side: number
  /** Upper left corner of each picture. */
  places: readonly Point[]
  /** Whether there are a line of text and the last sizes under each picture. */
  text: boolean
  box: Box
}

/** A line that pictures must not cover, and the box around it. */
export interface Line {
  line: Float32Array
  bounds: Box
}

const GAP = 6
/** Height of the text. */
export const LINE = 13
/** Height of the line of the last sizes under it. */
export const SPARK = 11
/** From the wire's middle to the pictures: room for the lower lane. */
const BELOW = 11
/** From a picture to another wire: room for that wire's lanes. */
const LANES = 6
/** What is tried, the best first: beside each other as in the inspector, and one under the other in narrow gaps. */
const ARRANGEMENTS: readonly [side: number, stacked: boolean][] = [
  [64, false], [54, false], [44, false], [34, false], [54, true], [44, true], [34, true], [26, false], [26, true],
] // prettier-ignore
const WITH_TEXT = 34

/** Where pictures hang from whose wire's text stands under its middle: under the text. */
export function underText({ x, y }: Point, text: Box | null): Point {
  const isUnder = text !== null && text.top >= y && text.left < x && x < text.right
  return isUnder ? { x, y: text.bottom + 3 - BELOW } : { x, y }
}

/** The largest arrangement of `count` pictures (1 or 2) that touches nothing; null where there is no room. */
export function placeThumbnails(
  middle: Point,
  count: number,
  taken: { boxes: readonly Box[]; lines: readonly Line[] },
  withText: boolean,
): ThumbnailLayout | null {
  for (const [side, stacked] of ARRANGEMENTS) {
    const layout = arranged(middle, count, side, stacked, withText && side >= WITH_TEXT)
    if (taken.boxes.some((box) => boxesOverlap(box, layout.box))) continue
    const { left, top, right, bottom } = layout.box
    const room = { left: left - LANES, top: top - LANES, right: right + LANES, bottom: bottom + LANES }
    if (taken.lines.some(({ line, bounds }) => boxesOverlap(bounds, room) && lineTouches(line, room)))
      continue
    return layout
  }
  return null
}

function arranged(
  middle: Point,
  count: number,
  side: number,
  stacked: boolean,
  text: boolean,
): ThumbnailLayout {
  const high = side + (text ? LINE + SPARK : 0)
  const step = stacked ? { x: 0, y: high + 4 } : { x: side + GAP, y: 0 }
  const width = side + (count - 1) * step.x
  const height = high + (count - 1) * step.y
  const corner = { x: middle.x - width / 2, y: middle.y + BELOW }
  return {
    side,
    text,
    places: Array.from({ length: count }, (_, i) => ({ x: corner.x + i * step.x, y: corner.y + i * step.y })),
    box: {
      left: corner.x - 3,
      top: corner.y - 3,
      right: corner.x + width + 3,
      bottom: corner.y + height + 3,
    },
  }
}
