/** Paints a one-feature regression: the data set's points and the model's line. */
import type { LineFit } from '../../engine/protocol'
import { axisTicks, paddedRange } from '../paint/axis-ticks'
import { tickText } from '../texts/number-text'
import type { PaintStyle } from '../paint/paint-style'

/** A plotting area, and the ranges of both axes in it. */
export interface FitFrame {
  left: number
  right: number
  top: number
  bottom: number
  x: [number, number]
  y: [number, number]
}

/** The plotting area. It follows the points alone, so that the line moves and not the page. `scale`: of the text. */
export function fitFrame(
  { points }: LineFit,
  { width, height }: { width: number; height: number },
  scale: number,
): FitFrame {
  return {
    left: 58 * scale,
    right: width - 14 * scale,
    top: 10,
    bottom: height - 26 * scale,
    x: paddedRange(
      points.map(([x]) => x),
      0.05,
    ),
    y: paddedRange(
      points.map(([, y]) => y),
      0.12,
    ),
  }
}

export function fitX({ left, right, x }: FitFrame, value: number): number {
  return left + ((value - x[0]) / (x[1] - x[0])) * (right - left)
}

export function fitY({ top, bottom, y }: FitFrame, value: number): number {
  return bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - top)
}

/** The model's value at `x`, between the curve's points; null outside them. */
export function curveAt(curve: LineFit['curve'], x: number): number | null {
  for (let i = 1; i < curve.length; i++) {
    const [fromX, fromY] = curve[i - 1]!
    const [toX, toY] = curve[i]!
    if (x >= fromX && x <= toX)
      return toX === fromX ? toY : fromY + ((x - fromX) / (toX - fromX)) * (toY - fromY)
  }
  return null
}

/** Paints everything; `hover` is an x value to read the line at, or null. - `residuals`: from each point straight to the line */
export function paintFit(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  fit: LineFit,
  frame: FitFrame,
  hover: number | null,
  residuals: boolean,
): void {
  paintAxes(context, style, frame)
  context.save()
  context.beginPath()
  context.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top)
  context.clip()
  if (residuals) paintResiduals(context, style, fit, frame)
  context.fillStyle = style.forward
  for (const [x, y] of fit.points) {
    context.globalAlpha = 0.75
    context.beginPath()
    context.arc(fitX(frame, x), fitY(frame, y), 3.5, 0, 2 * Math.PI)
    context.fill()
  }
  context.globalAlpha = 1
  context.beginPath()
  for (const [x, y] of fit.curve) context.lineTo(fitX(frame, x), fitY(frame, y))
  context.lineWidth = 2
  context.lineJoin = 'round'
  context.strokeStyle = style.backward
  context.stroke()
  const value = hover === null ? null : curveAt(fit.curve, hover)
  if (hover !== null && value !== null) {
    context.beginPath()
    context.arc(fitX(frame, hover), fitY(frame, value), 4, 0, 2 * Math.PI)
    context.fillStyle = style.surface
    context.fill()
    context.stroke()
  }
  context.restore()
}

function paintResiduals(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  { points, curve }: LineFit,
  frame: FitFrame,
): void {
  context.strokeStyle = style.muted
  context.lineWidth = 1
  context.beginPath()
  for (const [x, y] of points) {
    const value = curveAt(curve, x)
    if (value === null) continue
    // On a pixel of its own, so that it has its colour.
    const at = Math.round(fitX(frame, x)) + 0.5
    context.moveTo(at, fitY(frame, y))
    context.lineTo(at, fitY(frame, value))
  }
  context.stroke()
}

/** Grid lines, and numbers beside them. */
export function paintAxes(context: CanvasRenderingContext2D, style: PaintStyle, frame: FitFrame): void {
  const { left, right, top, bottom } = frame
  context.font = `${11 * style.scale}px ${style.sans}`
  context.fillStyle = style.faint
  context.strokeStyle = style.line
  context.lineWidth = 1
  context.textAlign = 'center'
  context.textBaseline = 'top'
  for (const tick of axisTicks(...frame.x, Math.max(4, Math.floor((right - left) / (90 * style.scale)))))
    context.fillText(tickText(tick), fitX(frame, tick), bottom + 6)
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const tick of axisTicks(...frame.y, Math.max(2, Math.floor((bottom - top) / (36 * style.scale))))) {
    const y = Math.round(fitY(frame, tick)) + 0.5
    context.fillText(tickText(tick), left - 8, y)
    context.beginPath()
    context.moveTo(left, y)
    context.lineTo(right, y)
    context.stroke()
  }
}
