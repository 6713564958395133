/** Where the bars of a histogram lie, from 0 to 1, apart from any canvas. */
import type { FlowHistogram } from '../../graph/frames/frame'

export interface HistogramScale {
  /** Height of each bar, 0 to 1; a count of one is still seen. */
  heights: Float32Array
  /** Where zero lies between the left and right end, or null when it lies outside. */
  zero: number | null
  most: number
}

/** Bar heights, linear or logarithmic in the count: `log(1 + count) / log(1 + most)`. */
export function histogramScale({ low, high, counts }: FlowHistogram, logarithmic: boolean): HistogramScale {
  let most = 0
  for (const count of counts) if (count > most) most = count
  const heights = new Float32Array(counts.length)
  const scaled = logarithmic ? Math.log1p : (count: number): number => count
  const top = scaled(most)
  if (most > 0) counts.forEach((count, i) => (heights[i] = scaled(count) / top))
  const zero = low <= 0 && high >= 0 && high > low ? -low / (high - low) : null
  return { heights, zero, most }
}

/** The same counts in as many bins of a wider range: that of both histograms that stand side by side. */
export function besideHistogram(histogram: FlowHistogram, other: FlowHistogram | undefined): FlowHistogram {
  if (other === undefined || !(other.low <= other.high) || !(histogram.low <= histogram.high))
    return histogram
  const low = Math.min(histogram.low, other.low)
  const high = Math.max(histogram.high, other.high)
  const { length } = histogram.counts
  const width = (histogram.high - histogram.low) / length
  const counts = new Uint32Array(length)
  histogram.counts.forEach((count, i) => {
    const middle = histogram.low + (i + 0.5) * width
    const at = high > low ? Math.floor(((middle - low) / (high - low)) * length) : i
    counts[Math.min(length - 1, at)]! += count
  })
  return { low, high, counts }
}

/** The bin at a place between the left (0) and right end (1), with its bounds and count. */
export function binAt(
  { low, high, counts }: FlowHistogram,
  share: number,
): { from: number; to: number; count: number } {
  const index = Math.min(counts.length - 1, Math.max(0, Math.floor(share * counts.length)))
  const width = (high - low) / counts.length
  return { from: low + index * width, to: low + (index + 1) * width, count: counts[index] ?? 0 }
}
