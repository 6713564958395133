/** Paints a histogram with its axis, the line at zero, and the bin under the pointer. */
import type { FlowHistogram } from '../../graph/frames/frame'
import { axisTicks } from './axis-ticks'
import type { SizedCanvas } from './canvas-size'
import { histogramScale } from './histogram-scale'
import { rangeText, tickText } from '../texts/number-text'
import type { PaintStyle } from './paint-style'

/** Room for the numbers, in pixels at the usual text size. */
const LABELS = 16

/** `hover`: place of the pointer, 0 to 1 from left to right, or null. */
export function paintHistogram(
  { context, width, height }: SizedCanvas,
  style: PaintStyle,
  histogram: FlowHistogram,
  options: { color: string; logarithmic: boolean; hover: number | null },
): void {
  const { heights, zero, most } = histogramScale(histogram, options.logarithmic)
  const bottom = height - LABELS * style.scale
  const step = width / heights.length
  const hovered =
    options.hover === null ? -1 : Math.min(heights.length - 1, Math.floor(options.hover * heights.length))
  context.fillStyle = options.color
  heights.forEach((share, i) => {
    if (share === 0) return
    const tall = Math.max(1, share * (bottom - 4))
    context.globalAlpha = i === hovered ? 1 : 0.72
    const left = Math.round(i * step)
    context.fillRect(left, bottom - tall, Math.max(1, Math.round((i + 1) * step) - left - 1), tall)
  })
  context.globalAlpha = 1
  context.fillStyle = style.line
  context.fillRect(0, bottom, width, 1)
  if (zero !== null) {
    context.fillStyle = style.muted
    context.globalAlpha = 0.6
    for (let y = 2; y < bottom; y += 5) context.fillRect(Math.round(zero * width), y, 1, 3)
    context.globalAlpha = 1
  }
  if (most > 0) paintLabels(context, style, histogram, width, bottom)
}

/** Both ends with all the digits that tell them apart, and round numbers between them where there is room. */
function paintLabels(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  { low, high }: FlowHistogram,
  width: number,
  bottom: number,
): void {
  context.font = `${10 * style.scale}px ${style.mono}`
  context.fillStyle = style.faint
  context.textBaseline = 'top'
  const taken: [from: number, to: number][] = []
  const label = (text: string, at: number): void => {
    const wide = context.measureText(text).width
    const left = Math.min(width - wide, Math.max(0, at - wide / 2))
    if (taken.some(([from, to]) => left < to + 8 && from < left + wide + 8)) return
    taken.push([left, left + wide])
    context.textAlign = 'left'
    context.fillText(text, left, bottom + 5)
    context.fillRect(Math.min(width - 1, Math.round(at)), bottom, 1, 3)
  }
  const ends = rangeText(low, high)
  label(ends.from, 0)
  label(ends.to, width)
  for (const tick of axisTicks(low, high, Math.floor(width / (80 * style.scale))))
    label(tickText(tick), ((tick - low) / (high - low)) * width)
}
