/** Paints a tensor over time: its histogram, the band of its values, and single numbers as lines. */
import { axisTicks } from '../paint/axis-ticks'
import type { SizedCanvas } from '../paint/canvas-size'
import { colorMap } from '../paint/color-map'
import type { PaintStyle } from '../paint/paint-style'
import { tickText } from '../texts/number-text'
import { lookEdges, type PastFrame, rebinned, type Span, stepX } from './past-frame'
import type { PastLook } from './tensor-past'

/** Rows of the histogram: as many as a look has bins. */
export const BINS = 64
/** In pixels at the usual text size. */
const GUTTER = 48
const AXIS = 16

/** The place of a plot; - `steps`: with the numbers of steps under it */
export function pastFrame(
  { width, height }: SizedCanvas,
  looks: readonly PastLook[],
  scale: number,
  steps: boolean,
): PastFrame {
  return {
    left: GUTTER * scale,
    right: width - 4,
    top: 5,
    bottom: height - (steps ? AXIS * scale : 5),
    first: looks[0]?.step ?? 0,
    last: looks.at(-1)?.step ?? 0,
  }
}

/** A look a column, a bin a row, and the darker or brighter the larger the bin's share of that look, on a logarithmic scale. */
export function paintHistogramTimes(
  { context }: SizedCanvas,
  style: PaintStyle,
  looks: readonly PastLook[],
  frame: PastFrame,
  span: Span,
): void {
  const { pixels } = colorMap('sequential', style.theme)
  const colors = new Uint32Array(BINS * looks.length)
  looks.forEach((look, at) =>
    rebinned(look, span, BINS).forEach((share, bin) => {
      // Upwards, as values are.
      if (share > 0)
        colors[(BINS - 1 - bin) * looks.length + at] = pixels[Math.round(255 * shareHeight(share))]!
    }),
  )
  const picture = new OffscreenCanvas(looks.length, BINS)
  const data = new ImageData(new Uint8ClampedArray(colors.buffer), looks.length, BINS)
  picture.getContext('2d')!.putImageData(data, 0, 0)
  context.imageSmoothingEnabled = false
  lookEdges(looks, frame).forEach(({ from, to }, at) => {
    const left = Math.round(from)
    const width = Math.max(1, Math.round(to) - left)
    context.drawImage(picture, at, 0, 1, BINS, left, frame.top, width, frame.bottom - frame.top)
  })
}

/** From 0 for a thousandth of all values, and less, to 1 for all. */
export function shareHeight(share: number): number {
  return Math.min(1, Math.max(0, 1 + Math.log10(share) / 3))
}

/** Minimum to maximum, one standard deviation around the mean, and the mean. */
export function paintBand(
  { context }: SizedCanvas,
  looks: readonly PastLook[],
  frame: PastFrame,
  span: Span,
  color: string,
): void {
  const finite = looks.filter(({ statistics: { mean, min, max } }) => [mean, min, max].every(Number.isFinite))
  const y = (value: number) => valueY(frame, span, value)
  context.fillStyle = color
  context.globalAlpha = 0.18
  fillBetween(
    context,
    finite,
    frame,
    ({ min }) => y(min),
    ({ max }) => y(max),
  )
  context.globalAlpha = 0.3
  fillBetween(
    context,
    finite,
    frame,
    ({ mean, std }) => y(mean - (Number.isFinite(std) ? std : 0)),
    ({ mean, std }) => y(mean + (Number.isFinite(std) ? std : 0)),
  )
  context.globalAlpha = 1
  paintLine(context, looks, frame, color, ({ mean }) => (Number.isFinite(mean) ? y(mean) : null))
}

/** One number of each look as a line; `heightOf`: from 0 at the bottom to 1 at the top, null where there is none. */
export function paintNumber(
  { context }: SizedCanvas,
  looks: readonly PastLook[],
  frame: PastFrame,
  color: string,
  heightOf: (look: PastLook) => number | null,
): void {
  paintLine(context, looks, frame, color, (_, look) => {
    const height = heightOf(look)
    return height === null ? null : frame.bottom - height * (frame.bottom - frame.top)
  })
}

/** Names the lower and upper end of the values, and the first and last step where there is room for them. */
export function paintEnds(
  { context, height }: SizedCanvas,
  style: PaintStyle,
  frame: PastFrame,
  [low, high]: readonly [string, string],
): void {
  const { left, right, top, bottom } = frame
  context.fillStyle = style.line
  context.fillRect(left - 1, top, 1, bottom - top)
  context.fillRect(left, bottom, right - left, 1)
  context.font = `${10 * style.scale}px ${style.mono}`
  context.fillStyle = style.faint
  context.textAlign = 'right'
  context.textBaseline = 'top'
  context.fillText(high, left - 5, top - 1)
  context.textBaseline = 'bottom'
  context.fillText(low, left - 5, bottom + 1)
  if (height - bottom < AXIS * style.scale) return
  context.textBaseline = 'top'
  const ticks = stepTicks(frame, Math.floor((right - left) / (60 * style.scale)))
  for (const tick of ticks) {
    const text = tickText(tick)
    const half = context.measureText(text).width / 2
    const x = stepX(frame, tick)
    context.textAlign = 'center'
    context.fillText(text, Math.min(right - half, Math.max(left + half, x)), bottom + 4)
    context.fillRect(Math.round(x), bottom, 1, 3)
  }
}

/** Whole steps alone. */
function stepTicks({ first, last }: PastFrame, most: number): number[] {
  return last > first ? axisTicks(first, last, most).filter(Number.isInteger) : [first]
}

/** The look under the pointer. */
export function paintCrosshair(
  { context }: SizedCanvas,
  style: PaintStyle,
  frame: PastFrame,
  step: number,
): void {
  context.fillStyle = style.muted
  const x = Math.round(stepX(frame, step))
  for (let y = frame.top; y < frame.bottom; y += 4) context.fillRect(x, y, 1, 2)
}

/** Looks with values that are not finite, as strokes over the whole height. */
export function paintNotFinite(
  { context }: SizedCanvas,
  style: PaintStyle,
  looks: readonly PastLook[],
  frame: PastFrame,
): void {
  context.fillStyle = style.danger
  for (const { step, statistics } of looks)
    if (statistics.nan > 0 || statistics.inf > 0)
      context.fillRect(Math.round(stepX(frame, step)), frame.top, 2, frame.bottom - frame.top)
}

export function valueY({ top, bottom }: PastFrame, { low, high }: Span, value: number): number {
  return bottom - ((value - low) / (high - low)) * (bottom - top)
}

function fillBetween(
  context: CanvasRenderingContext2D,
  looks: readonly PastLook[],
  frame: PastFrame,
  low: (of: PastLook['statistics']) => number,
  high: (of: PastLook['statistics']) => number,
): void {
  if (looks.length === 0) return
  const x = (look: PastLook) => stepX(frame, look.step)
  context.beginPath()
  if (looks.length === 1) {
    const [{ statistics }] = looks as [PastLook]
    context.rect(x(looks[0]!) - 3, high(statistics), 6, Math.max(1, low(statistics) - high(statistics)))
  } else {
    for (const look of looks) context.lineTo(x(look), high(look.statistics))
    for (const look of looks.toReversed()) context.lineTo(x(look), low(look.statistics))
  }
  context.fill()
}

function paintLine(
  context: CanvasRenderingContext2D,
  looks: readonly PastLook[],
  frame: PastFrame,
  color: string,
  yOf: (of: PastLook['statistics'], look: PastLook) => number | null,
): void {
  context.strokeStyle = color
  context.fillStyle = color
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.setLineDash([])
  context.beginPath()
  let drawing = false
  for (const look of looks) {
    const y = yOf(look.statistics, look)
    const x = stepX(frame, look.step)
    if (y === null) drawing = false
    else if (drawing) context.lineTo(x, y)
    else {
      context.moveTo(x, y)
      drawing = true
    }
    // A line of one look would not be seen.
    if (y !== null && looks.length === 1) context.fillRect(x - 2, y - 2, 4, 4)
  }
  context.stroke()
}
