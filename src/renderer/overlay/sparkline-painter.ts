/** Paints how large a lane was in the last looks at it, on a logarithmic axis of its own. */
import type { Box } from '../../graph/drawing/geometry'
import type { PaintStyle } from '../paint/paint-style'
import type { FlowLook } from '../probes/look-history'

/** So many of the last looks are shown. */
const SHOWN = 40
/** What changes less than this in powers of ten is drawn nearly level. */
const LEAST_SPAN = 0.3
const DOT = 1.4

/** From the oldest at the left to the newest, which has a dot, at the right; one that is not finite is a stroke over the whole height. */
export function paintSparkline(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  looks: readonly FlowLook[],
  { left, top, right, bottom }: Box,
  color: string,
): void {
  const shown = looks.slice(-SHOWN)
  if (shown.length < 2) return
  const heights = sparkHeights(shown)
  const placeOf = (at: number) => left + DOT + (at / (shown.length - 1)) * (right - left - 2 * DOT)
  const y = (height: number) => bottom - DOT - height * (bottom - top - 2 * DOT)
  context.globalAlpha = 1
  context.setLineDash([])
  context.lineWidth = 1
  context.lineJoin = 'round'
  context.strokeStyle = color
  context.beginPath()
  heights.forEach((height, at) => {
    if (height === null) return
    if (at > 0 && heights[at - 1] !== null) context.lineTo(placeOf(at), y(height))
    else context.moveTo(placeOf(at), y(height))
  })
  context.stroke()
  context.fillStyle = style.danger
  heights.forEach((height, at) => {
    if (height === null) context.fillRect(placeOf(at) - 0.5, top, 1, bottom - top)
  })
  const last = heights.at(-1)
  if (last === null || last === undefined) return
  context.fillStyle = color
  context.beginPath()
  context.arc(placeOf(heights.length - 1), y(last), DOT, 0, 2 * Math.PI)
  context.fill()
}

/** From 0 at the bottom to 1 at the top; 0 lies at the bottom. Null: not finite. */
export function sparkHeights(looks: readonly FlowLook[]): (number | null)[] {
  const exponents = looks.map(({ value, notFinite }) =>
    notFinite || !Number.isFinite(value) ? null : value > 0 ? Math.log10(value) : -Infinity,
  )
  const finite = exponents.filter((each): each is number => each !== null && each > -Infinity)
  const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 0]
  const span = Math.max(LEAST_SPAN, high - low)
  const start = (low + high - span) / 2
  return exponents.map((each) => (each === null ? null : Math.max(0, (each - start) / span)))
}
