/** Outputs that feed several wires: what flows back into them is the sum of the shares of all. */
import { laneColor } from '../../graph/drawing/lane-color'
import { type Box, boxesOverlap, lineTouches, type Point } from '../../graph/drawing/geometry'
import type { FlowFrame } from '../../graph/frames/frame'
import type { PaintStyle } from '../paint/paint-style'
import { laneSize, laneTrouble, normText } from '../probes/lane-said'
import type { Line } from './thumbnail-layout'
import type { DrawnWire, WireShape } from './wire-shapes'

export interface FanOut {
  node: string
  handle: string
  /** Where its wires begin. */
  at: Point
}

const WIDTH = 64
const HEIGHT = 14
/** From the sum to a wire: room for its lanes. */
const LANES = 6
/** From the output to the upper left corner of the sum, the best first. */
const SPOTS: readonly Point[] = [8, 16, 26, 40].flatMap((x) =>
  [9, -9 - HEIGHT, 16, -16 - HEIGHT].map((y) => ({ x, y })),
)

/** Those of the wires that can be seen; - `all`: also those that cannot */
export function fanOutsOf(wires: readonly WireShape[], all: readonly DrawnWire[]): FanOut[] {
  const counts = new Map<string, number>()
  const keyOf = (node: string, handle: string | null | undefined) => `${node}\n${handle ?? ''}`
  for (const { edge } of all) {
    const key = keyOf(edge.source, edge.sourceHandle)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const seen = new Map<string, FanOut>()
  for (const { node, handle, start } of wires) {
    const key = keyOf(node, handle)
    if ((counts.get(key) ?? 0) > 1) seen.set(key, { node, handle, at: start })
  }
  return [...seen.values()]
}

/** A place beside the output that is on nothing else; null where there is none. */
export function sumBox(
  { at }: FanOut,
  { boxes, lines }: { boxes: readonly Box[]; lines: readonly Line[] },
): Box | null {
  for (const { x, y } of SPOTS) {
    const box = { left: at.x + x, right: at.x + x + WIDTH, top: at.y + y, bottom: at.y + y + HEIGHT }
    const room = {
      left: box.left - LANES,
      right: box.right + LANES,
      top: box.top - LANES,
      bottom: box.bottom + LANES,
    }
    if (boxes.some((other) => boxesOverlap(other, box))) continue
    if (lines.some(({ line, bounds }) => boxesOverlap(bounds, room) && lineTouches(line, room))) continue
    return box
  }
  return null
}

/** The norm of the sum, framed in the colour of its size. */
export function paintSum(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  { left, top }: Box,
  frame: FlowFrame,
): void {
  const bad = laneTrouble(frame) === 'notFinite'
  context.globalAlpha = 1
  context.setLineDash([])
  context.fillStyle = style.surface
  context.strokeStyle = bad ? style.danger : laneColor(laneSize(frame).rms, style.theme)
  context.lineWidth = 1.5
  context.beginPath()
  context.roundRect(left, top, WIDTH, HEIGHT, HEIGHT / 2)
  context.fill()
  context.stroke()
  context.fillStyle = bad ? style.danger : style.backward
  context.font = `500 9px ${style.mono}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(`Σ ${normText(frame, false)}`, left + WIDTH / 2, top + HEIGHT / 2 + 0.5)
}
