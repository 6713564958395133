/** Paints the two lanes of a wire: colour by the size of a typical value, width by their number, moving dashes, marks for what is wrong. */
import type { FlowFrame } from '../../graph/frames/frame'
import { laneColor } from '../../graph/drawing/lane-color'
import { BACKWARD_DASH, LANE_OFFSET, laneWidth } from '../../graph/drawing/lanes'
import type { WireShape } from './wire-shapes'
import { laneSize, laneTrouble } from '../probes/lane-said'
import type { PaintStyle } from '../paint/paint-style'

export interface LaneScene {
  context: CanvasRenderingContext2D
  style: PaintStyle
  zoom: number
  /** Place of the moving dashes in the canvas's pixels, or null when nothing moves. */
  dash: number | null
}

const DASH = [5, 9]
const DASH_LENGTH = DASH[0]! + DASH[1]!

/** Paints one lane of one wire. Every pixel of it is opaque, so that its colour is that of the scale. */
export function paintLane(scene: LaneScene, shape: WireShape, frame: FlowFrame): void {
  const { context, style, zoom, dash } = scene
  const { direction } = frame
  const path = shape[direction]
  const trouble = laneTrouble(frame)
  const { rms, count } = laneSize(frame)
  // Thin, but never thinner than the screen shows.
  const width = Math.max(laneWidth(count), 1.1 / zoom)
  context.strokeStyle = trouble === 'notFinite' ? style.danger : laneColor(rms, style.theme)
  context.lineCap = 'butt'
  context.globalAlpha = 1
  context.lineDashOffset = 0
  if (trouble === 'vanishing' || trouble === 'zero') {
    context.lineWidth = Math.max(1, 1 / zoom)
    context.setLineDash([1.5, 5])
    context.stroke(path)
    return
  }
  if (dash === null) {
    context.lineWidth = width
    context.setLineDash(direction === 'backward' ? BACKWARD_DASH : [])
    context.stroke(path)
    return
  }
  context.lineWidth = Math.max(width / 2.5, 1 / zoom)
  context.setLineDash([])
  context.stroke(path)
  context.lineWidth = width
  context.setLineDash(DASH)
  // Paths run from source to target; what flows back moves against them.
  context.lineDashOffset = direction === 'forward' ? -dash : dash
  context.stroke(path)
}

/** A lane to which nothing has come yet in a step that stands still. */
export function paintWaitingLane(
  { context, style, zoom }: LaneScene,
  shape: WireShape,
  direction: 'forward' | 'backward',
): void {
  context.strokeStyle = style.faint
  context.globalAlpha = 0.55
  context.lineWidth = Math.max(1, 1 / zoom)
  context.setLineDash([1, 5])
  context.lineDashOffset = 0
  context.stroke(shape[direction])
}

/** Where dashes stand at a time: they move 42 pixels a second. */
export function dashPlace(milliseconds: number): number {
  return ((milliseconds / 1000) * 42) % DASH_LENGTH
}

const SIGNS = { notFinite: '!', zero: '0', vanishing: '≈' } as const

/** A mark near the wire's middle: a filled sign for NaN and infinity, a hollow one for nothing but zeros or next to nothing. */
export function paintMarker(scene: LaneScene, shape: WireShape, frame: FlowFrame): void {
  const trouble = laneTrouble(frame)
  if (trouble === null) return
  const { context, style, zoom } = scene
  const size = Math.max(6, 5 / zoom)
  const x = shape.sign.x
  const y = shape.sign.y + (frame.direction === 'forward' ? -LANE_OFFSET : LANE_OFFSET)
  context.globalAlpha = 1
  context.setLineDash([])
  context.beginPath()
  context.arc(x, y, size, 0, 2 * Math.PI)
  context.fillStyle = trouble === 'notFinite' ? style.danger : style.surface
  context.fill()
  context.lineWidth = size / 4
  context.strokeStyle = trouble === 'notFinite' ? style.surface : style[frame.direction]
  context.stroke()
  context.fillStyle = trouble === 'notFinite' ? style.surface : style[frame.direction]
  context.font = `700 ${size * 1.4}px ${style.sans}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(SIGNS[trouble], x, y + size * 0.08)
}
