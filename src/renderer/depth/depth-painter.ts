/** Paints activations and gradients by depth: a line for each direction, what each output had before, and what is usual. */
import type { PaintStyle } from '../paint/paint-style'
import { tickText } from '../texts/number-text'
import { depthX, depthY } from './depth-frame'
import type { DepthFrame } from './depth-frame'
import type { DepthPoint, DepthSeries } from './depth-series'

export interface DepthLine {
  series: DepthSeries
  color: string
}

/** Between two names below, in CSS pixels at the usual text size. */
const NAME_GAP = 10
const DOT = 3.5
const BAR = 5

/** `hover`: the output that is pointed at, or null. */
export function paintDepth(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  {
    frame,
    names,
    lines,
    hover,
  }: { frame: DepthFrame; names: readonly string[]; lines: readonly DepthLine[]; hover: number | null },
): void {
  paintUsual(context, frame, lines)
  paintAxis(context, style, frame)
  paintNames(context, style, frame, names, hover)
  if (hover !== null) paintHover(context, style, frame, hover)
  for (const { series, color } of lines) {
    paintBefore(context, frame, series, color)
    paintLine(context, frame, series, color)
    series.points.forEach((point, i) =>
      paintPoint(context, style, { x: depthX(frame, i), frame }, point, color),
    )
  }
}

function paintUsual(context: CanvasRenderingContext2D, frame: DepthFrame, lines: readonly DepthLine[]): void {
  context.save()
  context.globalAlpha = 0.07
  for (const { series, color } of lines) {
    if (!series.usual) continue
    const top = depthY(frame, series.usual.high)
    context.fillStyle = color
    context.fillRect(frame.left, top, frame.right - frame.left, depthY(frame, series.usual.low) - top)
  }
  context.restore()
}

function paintAxis(context: CanvasRenderingContext2D, style: PaintStyle, frame: DepthFrame): void {
  const { left, right, top, bottom, low, high } = frame
  context.font = `${11 * style.scale}px ${style.sans}`
  context.fillStyle = style.faint
  context.strokeStyle = style.line
  context.lineWidth = 1
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  const room = Math.max(1, Math.floor((bottom - top) / (18 * style.scale)))
  const every = Math.ceil((high - low) / room)
  for (let power = low; power <= high; power += every) {
    const y = Math.round(depthY(frame, 10 ** power)) + 0.5
    context.fillText(tickText(Number(`1e${power}`)), left - 8, y)
    context.beginPath()
    context.moveTo(left, y)
    context.lineTo(right, y)
    context.stroke()
  }
}

/** As many names as there is room for, the one that is pointed at among them. */
function paintNames(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  frame: DepthFrame,
  names: readonly string[],
  hover: number | null,
): void {
  context.font = `${11 * style.scale}px ${style.sans}`
  context.textAlign = 'center'
  context.textBaseline = 'top'
  const y = frame.bottom + 6 * style.scale
  const taken: [number, number][] = []
  const put = (index: number): void => {
    const name = names[index]!
    const half = context.measureText(name).width / 2
    const x = Math.min(Math.max(depthX(frame, index), half + 2), frame.right + 14 * style.scale - half)
    const place: [number, number] = [x - half - NAME_GAP / 2, x + half + NAME_GAP / 2]
    if (taken.some(([from, to]) => place[0] < to && place[1] > from)) return
    taken.push(place)
    context.fillStyle = index === hover ? style.text : style.faint
    context.fillText(name, x, y)
  }
  if (hover !== null && hover < names.length) put(hover)
  for (let i = 0; i < names.length; i++) put(i)
}

function paintHover(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  frame: DepthFrame,
  hover: number,
): void {
  const x = Math.round(depthX(frame, hover)) + 0.5
  context.strokeStyle = style.lineStrong
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(x, frame.top)
  context.lineTo(x, frame.bottom)
  context.stroke()
}

/** From the least to the greatest that was seen, behind the line. */
function paintBefore(
  context: CanvasRenderingContext2D,
  frame: DepthFrame,
  { points }: DepthSeries,
  color: string,
): void {
  context.save()
  context.globalAlpha = 0.22
  context.fillStyle = color
  points.forEach(({ low, high }, i) => {
    if (low === null || high === null) return
    const top = depthY(frame, high)
    const height = Math.max(2, depthY(frame, low) - top)
    context.beginPath()
    context.roundRect(depthX(frame, i) - BAR / 2, top, BAR, height, BAR / 2)
    context.fill()
  })
  context.restore()
}

function paintLine(
  context: CanvasRenderingContext2D,
  frame: DepthFrame,
  { points }: DepthSeries,
  color: string,
): void {
  context.strokeStyle = color
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.beginPath()
  let drawing = false
  points.forEach(({ now, notFinite }, i) => {
    if (now === null || notFinite) {
      drawing = false
      return
    }
    const [x, y] = [depthX(frame, i), depthY(frame, now)]
    if (drawing) context.lineTo(x, y)
    else context.moveTo(x, y)
    drawing = true
  })
  context.stroke()
}

function paintPoint(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  { x, frame }: { x: number; frame: DepthFrame },
  { now, notFinite, unusual }: DepthPoint,
  color: string,
): void {
  if (notFinite) {
    context.fillStyle = style.danger
    context.font = `600 ${12 * style.scale}px ${style.sans}`
    context.textAlign = 'center'
    context.textBaseline = 'top'
    context.fillText('×', x, frame.top)
    return
  }
  if (now === null) return
  context.beginPath()
  context.arc(x, depthY(frame, now), DOT, 0, 2 * Math.PI)
  context.fillStyle = color
  context.strokeStyle = style.surface
  context.lineWidth = 1
  context.fill()
  context.stroke()
  if (!unusual) return
  context.beginPath()
  context.arc(x, depthY(frame, now), DOT + 3, 0, 2 * Math.PI)
  context.strokeStyle = style.danger
  context.lineWidth = 1.5
  context.stroke()
}
