/** Where things lie in the plot by depth: outputs from left to right, what they have upwards on a logarithmic axis. */
import type { DepthSeries } from './depth-series'

export interface DepthFrame {
  left: number
  right: number
  top: number
  bottom: number
  count: number
  /** Exponents of ten at the bottom and the top. */
  low: number
  high: number
}

/** Whole powers of ten around all that is drawn; one at least. */
export function depthFrame(
  series: readonly DepthSeries[],
  count: number,
  { width, height }: { width: number; height: number },
  scale: number,
): DepthFrame {
  const values = series.flatMap(({ points }) =>
    points.flatMap(({ now, low, high }) => [now, low, high].filter((value) => value !== null && value > 0)),
  ) as number[]
  const finite = values.filter(Number.isFinite)
  const low = finite.length > 0 ? Math.floor(Math.log10(Math.min(...finite)) - 0.1) : -1
  const high = finite.length > 0 ? Math.ceil(Math.log10(Math.max(...finite)) + 0.1) : 1
  return {
    left: 52 * scale,
    right: width - 16 * scale,
    top: 10 * scale,
    bottom: height - 24 * scale,
    count,
    low,
    high: Math.max(high, low + 1),
  }
}

export function depthX({ left, right, count }: DepthFrame, index: number): number {
  return left + ((index + 0.5) / Math.max(1, count)) * (right - left)
}

/** 0 and less lie on the bottom line. */
export function depthY({ top, bottom, low, high }: DepthFrame, value: number): number {
  const share = value > 0 ? (Math.log10(value) - low) / (high - low) : 0
  return bottom - Math.min(1, Math.max(0, share)) * (bottom - top)
}

/** The output at a place; null outside. */
export function indexAt({ left, right, count }: DepthFrame, x: number): number | null {
  const index = Math.floor(((x - left) / (right - left)) * count)
  return index >= 0 && index < count ? index : null
}
