/** Paints one direction by depth and time: an output a row, a look a column, colours on a logarithmic scale. */
import type { SizedCanvas } from '../paint/canvas-size'
import { colorMap, paintValues } from '../paint/color-map'
import type { ColorRange } from '../paint/color-map'
import type { PaintStyle } from '../paint/paint-style'
import type { FlowLook } from '../probes/look-history'

export interface TimesFrame {
  left: number
  top: number
  width: number
  height: number
  rows: number
  columns: number
}

/** Exponents of ten of all that was seen and is above 0; what is zero or not finite has colours of its own. */
export function timesRange(lanes: readonly (readonly FlowLook[])[]): ColorRange {
  let low = Infinity
  let high = -Infinity
  for (const looks of lanes)
    for (const { value, notFinite } of looks) {
      if (notFinite || !(value > 0)) continue
      low = Math.min(low, Math.log10(value))
      high = Math.max(high, Math.log10(value))
    }
  return low > high ? { low: -1, high: 1 } : { low, high: Math.max(high, low + 1e-6) }
}

/** → where it was painted, for what the pointer reads */
export function paintTimes(
  { context }: SizedCanvas,
  style: PaintStyle,
  {
    lanes,
    range,
    place,
  }: {
    lanes: readonly (readonly FlowLook[])[]
    range: ColorRange
    place: Omit<TimesFrame, 'rows' | 'columns'>
  },
): TimesFrame {
  const rows = Math.max(1, lanes.length)
  const columns = Math.max(1, ...lanes.map((looks) => looks.length))
  const values = new Float32Array(rows * columns).fill(Number.NEGATIVE_INFINITY)
  lanes.forEach((looks, row) =>
    looks.forEach(({ value, notFinite }, i) => {
      const column = columns - looks.length + i
      values[row * columns + column] = notFinite ? NaN : value > 0 ? Math.log10(value) : range.low
    }),
  )
  const pixels = new Uint32Array(values.length)
  const map = colorMap('sequential', style.theme)
  paintValues(values, range, map, pixels)
  // Nothing was seen there.
  values.forEach((value, i) => {
    if (value === Number.NEGATIVE_INFINITY) pixels[i] = 0
  })
  const picture = new OffscreenCanvas(columns, rows)
  picture
    .getContext('2d')!
    .putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0)
  context.imageSmoothingEnabled = false
  const frame = { ...place, rows, columns }
  context.drawImage(picture, frame.left, frame.top, frame.width, frame.height)
  return frame
}

/** The output and the look at a place; null outside. */
export function cellOfTimes(frame: TimesFrame, x: number, y: number): { row: number; column: number } | null {
  const column = Math.floor(((x - frame.left) / frame.width) * frame.columns)
  const row = Math.floor(((y - frame.top) / frame.height) * frame.rows)
  if (column < 0 || column >= frame.columns || row < 0 || row >= frame.rows) return null
  return { row, column }
}
