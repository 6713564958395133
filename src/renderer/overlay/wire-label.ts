/** Where the shape that flows on a wire is written: over its middle, or beside it where the wire itself would run through. */
import { type Box, lineTouches } from '../../graph/drawing/geometry'
import type { WireLine } from '../../graph/drawing/wire-line'

/** Width of a letter, in canvas pixels. */
const LETTER = 6.7
/** Room that a text over the wire needs beside the handles. */
const MARGIN = 24
/** From the wire to a text beside it: room for its lanes. */
const BESIDE = 10
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

/** `before`: width that something in front of the text needs. Null where there is no room. */
export function wireLabel(line: WireLine, text: string, before = 0): WireLabel | null {
  const width = text.length * LETTER
  if (width === 0) return null
  const { x, y } = line.middle
  const over = labelAt(x - width / 2, y - 9, width)
  if (!lineTouches(line.points, over.box)) return width + MARGIN <= line.room ? over : null
  const [fromX, fromY] = line.points
  const [toX, toY] = line.points.slice(-2)
  const [across, down] = [Math.abs(toX! - fromX!) / 2, (toY! - fromY!) / 2]
  if (BESIDE + before + width + MARGIN / 2 > across && Math.abs(down) < CLEAR) return null
  // Where the wire falls, the nearer node is at its left.
  return labelAt(down > 0 ? x + BESIDE + before : x - BESIDE - width, y, width)
}

function labelAt(x: number, y: number, width: number): WireLabel {
  return { x, y, box: { left: x - 4, right: x + width + 4, top: y - ASCENT - 3, bottom: y + DESCENT } }
}
