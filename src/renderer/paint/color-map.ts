/** Colour maps that colour-blind people can read, and painting numbers with them into pixels. */
import type { FlowFrame } from '../../graph/frames/frame'
import { colorBetween, colorOf } from '../../graph/drawing/lane-color'

export type ColorMapKind = 'sequential' | 'diverging'
export type Theme = 'light' | 'dark'

/** Activations have one-sided colours; gradients have colours that are centred at zero. */
export function mapKindOf({ direction }: Pick<FlowFrame, 'direction'>): ColorMapKind {
  return direction === 'forward' ? 'sequential' : 'diverging'
}

/** The values at the two ends of a colour map. */
export interface ColorRange {
  low: number
  high: number
}

/** 256 packed RGBA pixels, and one for values that are NaN or infinite. */
export interface ColorMap {
  pixels: Uint32Array
  notFinite: number
}

/** Viridis (van der Walt and Smith, CC0), every 1/10. */
const VIRIDIS = [
  '#440154',
  '#482475',
  '#414487',
  '#355f8d',
  '#2a788e',
  '#21918c',
  '#22a884',
  '#44bf70',
  '#7ad151',
  '#bddf26',
  '#fde725',
]
/** Blue, neutral, orange: safe for the common forms of colour blindness; the middle melts into the page. */
const DIVERGING = {
  light: ['#08306b', '#1f5fa8', '#5b9bd5', '#b3d1ec', '#f4f5f7', '#fbd3a6', '#f09a4a', '#c9610f', '#7a3403'],
  dark: ['#b5dcff', '#68b1f5', '#2b7fd0', '#1c4673', '#16191f', '#6b3a15', '#c66a1b', '#f6a04e', '#ffdcb0'],
}
/** Magenta stands in neither map. */
const NOT_FINITE = '#ff2bd6'

const cache = new Map<string, ColorMap>()

/** The colour map for a kind and theme; made once. */
export function colorMap(kind: ColorMapKind, theme: Theme): ColorMap {
  const key = `${kind} ${theme}`
  let map = cache.get(key)
  if (!map) {
    const stops = colorStops(kind, theme).map(colorOf)
    const pixels = Uint32Array.from({ length: 256 }, (_, i) =>
      pack(colorBetween(stops, (i / 255) * (stops.length - 1))),
    )
    map = { pixels, notFinite: pack(colorOf(NOT_FINITE)) }
    cache.set(key, map)
  }
  return map
}

/** A sequential map spans the finite values; a diverging one is centred at zero. */
export function colorRange(kind: ColorMapKind, values: ArrayLike<number>): ColorRange {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return { low: 0, high: 0 }
  if (kind === 'sequential') return { low, high }
  const reach = Math.max(Math.abs(low), Math.abs(high))
  return { low: -reach, high: reach }
}

/** The range of two pictures that stand side by side, so that equal colours are equal values. */
export function commonRange(a: ColorRange, b: ColorRange): ColorRange {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

/** Place of a value in a colour map, 0 to 255; a range of one value lies in the middle. */
export function colorIndex(value: number, { low, high }: ColorRange): number {
  if (high <= low) return 128
  const index = Math.round(((value - low) / (high - low)) * 255)
  return index < 0 ? 0 : index > 255 ? 255 : index
}

/** Writes one packed pixel a value into `target`, which has at least as many elements as `values`. */
export function paintValues(
  values: ArrayLike<number>,
  range: ColorRange,
  map: ColorMap,
  target: Uint32Array,
): void {
  const { pixels, notFinite } = map
  const scale = range.high > range.low ? 255 / (range.high - range.low) : 0
  const start = scale === 0 ? 128.5 : 0.5
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    // NaN and infinity minus themselves are not zero.
    if (value - value !== 0) {
      target[i] = notFinite
      continue
    }
    const index = scale === 0 ? start : (value - range.low) * scale + start
    target[i] = pixels[index < 0 ? 0 : index > 255 ? 255 : index | 0]!
  }
}

/** The colours of a map at equal distances, from low to high. */
export function colorStops(kind: ColorMapKind, theme: Theme): readonly string[] {
  return kind === 'sequential' ? VIRIDIS : DIVERGING[theme]
}

/** The CSS gradient of a colour map, left to right. */
export function colorMapGradient(kind: ColorMapKind, theme: Theme): string {
  return `linear-gradient(to right, ${colorStops(kind, theme).join(', ')})`
}

/** As `ImageData` stores it on the little-endian machines that Chromium runs on. */
function pack([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}
