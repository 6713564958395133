/** Where the shape that flows on a wire is written: over its middle, or beside it where the wire itself would run through. */
import { type Box, boxesOverlap, lineTouches, type Point } from '../../graph/drawing/geometry'
import { typeText } from '../../graph/drawing/node-text'
import { alongLine, type Detour, type WireLine } from '../../graph/drawing/wire-line'
import type { ModuleInference } from '../../graph/infer/inference'

/** Width of a letter, in canvas pixels. */
const LETTER = 6.7
/** Room that a text over the wire needs beside the handles. */
const MARGIN = 24
/** From the wire to a text beside it: room for its lanes. */
const BESIDE = 10
/** From the wire to the baseline of a text under it. */
const UNDER = 20
/** Where along a wire another place is looked for. */
const SHARES = [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8, 0.12, 0.88]
/** From a port up or down to where no node can be any more. */
const CLEAR = 75
/** An eye in front of the text, and the gap between them. */
export const EYE_SIZE = 13
export const EYE_ROOM = EYE_SIZE + 4
/** Of the text over and under its baseline. */
const ASCENT = 10
const DESCENT = 3

export interface WireLabel {
  /** Left end of the baseline. */
  x: number
  y: number
  box: Box
}

interface Beside {
  /** Width that something in front of the text needs. */
  before?: number
  /** What stands at the wire's end already. */
  marks?: Box | null
  /** Where it begins instead, as other wires run through its usual place. */
  spot?: Point | null
}

/** The shape that flows on a wire; empty where that is not known. */
export function wireText(module: Pick<ModuleInference, 'edges'> | undefined, wire: string): string {
  const type = module?.edges.get(wire)
  return type === undefined || type === null ? '' : typeText(type)
}

/** Null where there is no room. */
export function wireLabel(
  line: WireLine,
  text: string,
  { before = 0, marks, spot }: Beside = {},
): WireLabel | null {
  const width = text.length * LETTER
  if (width === 0) return null
  if (spot) return labelAt(spot.x, spot.y, width)
  const { x, y } = line.middle
  const over = labelAt(x - width / 2, y - 9, width)
  if (!lineTouches(line.points, over.box)) {
    if (width + MARGIN > line.room) return null
    if (!marks || !boxesOverlap(over.box, marks)) return over
    // In front of the marks, or over them.
    const left = marks.left - 4 - width
    return left - before > line.points[0]! + MARGIN / 2
      ? labelAt(left, y - 9, width)
      : labelAt(x - width / 2, marks.top - DESCENT, width)
  }
  const [fromX, fromY] = line.points
  const [toX, toY] = line.points.slice(-2)
  const [across, down] = [Math.abs(toX! - fromX!) / 2, (toY! - fromY!) / 2]
  if (BESIDE + before + width + MARGIN / 2 > across && Math.abs(down) < CLEAR) return null
  // Where the wire falls, the nearer node is at its left.
  return labelAt(down > 0 ? x + BESIDE + before : x - BESIDE - width, y, width)
}

/** Other places along the wire for its text: over it, or at both its sides where it is steep, then under it; those near the middle first. */
export function otherLabels(line: WireLine, text: string, before: number): WireLabel[] {
  const width = text.length * LETTER
  const places = SHARES.map((share) => alongLine(line.points, share))
  const first = places.flatMap(({ x, y, steep }) =>
    steep
      ? [labelAt(x + BESIDE + before, y, width), labelAt(x - BESIDE - width, y, width)]
      : [labelAt(x - width / 2, y - 9, width)],
  )
  // Pictures of what flows hang under a wire.
  const under = places.flatMap(({ x, y, steep }) => (steep ? [] : [labelAt(x - width / 2, y + UNDER, width)]))
  return [...first, ...under]
}

function labelAt(x: number, y: number, width: number): WireLabel {
  return { x, y, box: { left: x - 4, right: x + width + 4, top: y - ASCENT - 3, bottom: y + DESCENT } }
}

/** What is known of the marks at a wire's end. */
interface Marked {
  hooks: readonly unknown[]
  detour: Detour | null
  aside: number
}

/** Room of the flags over the end of a wire. */
export function marksBox({ hooks, detour, aside }: Marked, end: Point): Box | null {
  const count = hooks.length
  if (count === 0) return null
  if (detour === null) {
    const right = end.x - aside
    return { left: right - 12 - count * 16, right: right - 8, top: end.y - 32, bottom: end.y }
  }
  const top = detour.level < end.y ? end.y - 40 : end.y + 6
  return { left: detour.back - 8 - count * 16, right: detour.back, top, bottom: top + 26 }
}
