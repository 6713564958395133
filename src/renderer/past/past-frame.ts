/** Where looks at a tensor lie in a plot over time, and the values beside it. */
import type { PastLook } from './tensor-past'

export interface PastFrame {
  left: number
  right: number
  top: number
  bottom: number
  /** Of the first and the last look. */
  first: number
  last: number
}

export interface Span {
  low: number
  high: number
}

/** All finite values of the looks; a span of one value is widened by a half to each side, as a histogram of equal values is. */
export function valueSpan(looks: readonly PastLook[]): Span | null {
  let low = Infinity
  let high = -Infinity
  for (const { histogram } of looks) {
    if (!(histogram.low <= histogram.high)) continue
    low = Math.min(low, histogram.low)
    high = Math.max(high, histogram.high)
  }
  return low > high ? null : low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high }
}

/** Left and right end of each look's time: half way to those beside it. */
export function lookEdges(looks: readonly PastLook[], frame: PastFrame): { from: number; to: number }[] {
  const x = looks.map(({ step }) => stepX(frame, step))
  return x.map((at, i) => ({
    from: i === 0 ? frame.left : (x[i - 1]! + at) / 2,
    to: i === x.length - 1 ? frame.right : (at + x[i + 1]!) / 2,
  }))
}

/** A single look lies in the middle. */
export function stepX({ left, right, first, last }: PastFrame, step: number): number {
  return last > first ? left + ((step - first) / (last - first)) * (right - left) : (left + right) / 2
}

/** The look whose time a place is in; null outside of the plot. */
export function lookAt(looks: readonly PastLook[], frame: PastFrame, x: number): PastLook | null {
  if (x < frame.left - 1 || x > frame.right + 1) return null
  const at = lookEdges(looks, frame).findIndex(({ to }) => x <= to)
  return looks[at] ?? looks.at(-1) ?? null
}

/** Of a bin. */
const ROUNDING = 1e-9

/** The shares of the counts of a histogram in `bins` equal bins of a span around it, each spread over the bins that it lies in. */
export function rebinned({ histogram }: PastLook, { low, high }: Span, bins: number): Float64Array {
  const found = new Float64Array(bins)
  const { counts } = histogram
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return found
  const scale = bins / (high - low)
  const width = (histogram.high - histogram.low) / counts.length
  counts.forEach((count, i) => {
    if (count === 0) return
    const from = (histogram.low + i * width - low) * scale
    const to = from + Math.max(width * scale, 1e-9)
    for (let bin = Math.max(0, Math.floor(from)); bin < Math.min(bins, Math.ceil(to)); bin++) {
      const inside = Math.min(to, bin + 1) - Math.max(from, bin)
      // The rounding of an edge is no value beyond it.
      if (inside < ROUNDING) continue
      found[bin]! += (count / total) * (inside / (to - from))
    }
  })
  return found
}
