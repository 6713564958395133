/**
 * The one scale of colours for what flows on wires: the root mean square of all values, the same for activations and gradients, so
 * that equal colours are equal sizes wherever they stand.
 */

/** Powers of ten at the two ends of the scale; what is smaller or larger has the colour of the end. */
export const LANE_DECADES = { low: -7, high: 2 } as const

/**
 * A colour each decade, from small to large, along the hues of viridis and at as much light as the canvas of the theme wants: each is
 * read on it at 3 to 1 and more, and large stands out most, in the dark by its light, in the light by its darkness. Neighbours are told
 * apart by all eyes, also those without red or green cones (`lane-color.test.ts`).
 */
const STOPS = {
  light: [
    '#ac8205',
    '#788004',
    '#307f2e',
    '#057652',
    '#066664',
    '#01556e',
    '#004479',
    '#172f80',
    '#2d156d',
    '#310052',
  ],
  dark: [
    '#6753ae',
    '#556bc4',
    '#3985d3',
    '#079dd2',
    '#0db2c9',
    '#00c8bf',
    '#40d8ae',
    '#84e498',
    '#c0ed86',
    '#fcf47e',
  ],
} as const

export type LaneTheme = keyof typeof STOPS

type Color = readonly [red: number, green: number, blue: number]

/** √(Σx²/n): the size of a typical value. 0 of nothing. */
export function rootMeanSquare(norm: number, count: number): number {
  return count > 0 ? norm / Math.sqrt(count) : 0
}

/** Place on the scale, from 0 to 1, on a logarithmic axis; 0 and what is no number lie at its low end. */
export function laneShare(rms: number): number {
  const { low, high } = LANE_DECADES
  return rms > 0 ? Math.min(1, Math.max(0, (Math.log10(rms) - low) / (high - low))) : 0
}

/** The colour of a root mean square, as `#rrggbb`. */
export function laneColor(rms: number, theme: LaneTheme): string {
  const stops = STOPS[theme].map(colorOf)
  const color = colorBetween(stops, laneShare(rms) * (stops.length - 1))
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** The scale from its low to its high end, one colour each decade. */
export function laneScale(theme: LaneTheme): { exponent: number; color: string }[] {
  const { low, high } = LANE_DECADES
  return Array.from({ length: high - low + 1 }, (_, i) => ({
    exponent: low + i,
    color: laneColor(10 ** (low + i), theme),
  }))
}

/** Red, green and blue of `#rrggbb`. */
export function colorOf(hex: string): Color {
  const bits = Number.parseInt(hex.slice(1), 16)
  return [bits >> 16, (bits >> 8) & 255, bits & 255]
}

/** - `place`: from 0 to one less than there are stops */
export function colorBetween(stops: readonly Color[], place: number): Color {
  const index = Math.max(0, Math.min(Math.floor(place), stops.length - 2))
  const rest = place - index
  const [from, to] = [stops[index]!, stops[index + 1]!]
  return [0, 1, 2].map((i) => Math.round(from[i]! + (to[i]! - from[i]!) * rest)) as unknown as Color
}
