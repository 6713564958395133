/** Exact statistics and histogram of all values of a tensor, in two passes that a CPU pipelines well. */
import { HISTOGRAM_BINS } from '../../graph/frames/frame'
import type { FlowHistogram } from '../../graph/frames/frame'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'

export interface Measured {
  statistics: TensorStatistics
  histogram: FlowHistogram
}

const SIGN_CLEARED = 0x7fffffff
const INFINITY_BITS = 0x7f800000
/** Ordered bits of -Infinity; NaN with a sign lies below. */
const LOWEST_FINITE = ~INFINITY_BITS

/**
 * PyTorch's `min`, `max`, `mean`, `std` (unbiased: √(Σ(x-mean)²/(n-1))) and `norm` (√Σx²) of all values; `zeros` is the share of
 * them. So NaN is in all of these where one is among the values, and an infinity in those that it makes infinite.
 *
 * The histogram counts finite values. Where no value is finite it is empty; where all finite values are equal to v, it spans
 * v ± 0.5, as NumPy's does.
 */
export function measure(values: Float32Array): Measured {
  const scan = scanBits(values)
  if (scan.low > LOWEST_FINITE && scan.high < INFINITY_BITS) return summarise(values, scan)
  const finite = values.filter(Number.isFinite)
  const nan = values.reduce((count, value) => (Number.isNaN(value) ? count + 1 : count), 0)
  const { histogram, statistics } = summarise(finite, scanBits(finite))
  const zeros = values.length === 0 ? 0 : scan.zeros / values.length
  const inf = values.length - finite.length - nan
  return { histogram, statistics: { ...notFinite(values, nan, statistics), zeros, nan, inf } }
}

/** What is left of the numbers where some are not finite. */
function notFinite(
  values: Float32Array,
  nan: number,
  { min, max }: TensorStatistics,
): Pick<TensorStatistics, 'min' | 'max' | 'mean' | 'std' | 'norm'> {
  if (nan > 0) return { min: NaN, max: NaN, mean: NaN, std: NaN, norm: NaN }
  const [low, high] = [values.includes(-Infinity), values.includes(Infinity)]
  return {
    min: low ? -Infinity : Number.isNaN(min) ? Infinity : min,
    max: high ? Infinity : Number.isNaN(max) ? -Infinity : max,
    mean: low && high ? NaN : low ? -Infinity : Infinity,
    std: NaN,
    norm: Infinity,
  }
}

/** √Σx² of all values; NaN or infinite where one of them is. */
export function normOf(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = values.length & ~3
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! ** 2
    b += values[i + 1]! ** 2
    c += values[i + 2]! ** 2
    d += values[i + 3]! ** 2
  }
  for (let i = whole; i < values.length; i++) a += values[i]! ** 2
  return Math.sqrt(a + b + c + d)
}

/** The standard deviation of so many values with that variance around their mean, as PyTorch has it by default. */
export function unbiased(variance: number, count: number): number {
  return count < 2 ? NaN : Math.sqrt((variance * count) / (count - 1))
}

interface BitScan {
  /** Smallest and largest value, as ordered bits. */
  low: number
  high: number
  zeros: number
}

/**
 * Smallest and largest value and the number of zeros from the values' bits: with the lower bits of negative numbers
 * flipped, floats order as integers do. Measured 3 times as fast as comparing floats, and steady whatever the values.
 */
function scanBits(values: Float32Array): BitScan {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  let low = 0x7fffffff
  let high = -0x80000000
  let zeros = 0
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i]!
    const ordered = orderedBits(value)
    if (ordered < low) low = ordered
    if (ordered > high) high = ordered
    zeros += ((value & SIGN_CLEARED) - 1) >>> 31
  }
  return { low, high, zeros }
}

/** Its own inverse. */
function orderedBits(bits: number): number {
  return bits ^ ((bits >> 31) & SIGN_CLEARED)
}

function valueOf(ordered: number): number {
  const value = new Float32Array(Int32Array.of(orderedBits(ordered)).buffer)[0]!
  return value === 0 ? 0 : value
}

/** Of finite values. */
function summarise(values: Float32Array, scan: BitScan): Measured {
  const count = values.length
  if (count === 0) {
    const none = { min: NaN, max: NaN, mean: NaN, std: NaN, norm: 0, zeros: 0, nan: 0, inf: 0 }
    return { statistics: none, histogram: { low: NaN, high: NaN, counts: new Uint32Array(HISTOGRAM_BINS) } }
  }
  const [min, max] = [valueOf(scan.low), valueOf(scan.high)]
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max]
  const { counts, sum, squares } = countBins(values, low, high)
  // Shifted by `low`, one of the values, so that the difference below loses no more than log2(n) bits.
  const mean = min === max ? min : low + sum / count
  const variance = min === max ? 0 : Math.max(0, squares / count - (sum / count) ** 2)
  const std = unbiased(variance, count)
  const norm = Math.sqrt(count * (variance + mean * mean))
  const zeros = scan.zeros / count
  return {
    statistics: { min, max, mean, std, norm, zeros, nan: 0, inf: 0 },
    histogram: { low, high, counts },
  }
}

/**
 * Counts the bins, and sums `x - low` and its square. Four histograms side by side, as counting equal values one after
 * another would wait for each.
 */
function countBins(
  values: Float32Array,
  low: number,
  high: number,
): { counts: Uint32Array; sum: number; squares: number } {
  const scale = HISTOGRAM_BINS / (high - low)
  // One bin more for the value `high` itself, which belongs to the last.
  const stride = HISTOGRAM_BINS + 1
  const bins = new Uint32Array(4 * stride)
  const whole = values.length & ~3
  let [sumA, sumB, squaresA, squaresB] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    const p = values[i]! - low
    const q = values[i + 1]! - low
    const r = values[i + 2]! - low
    const s = values[i + 3]! - low
    sumA += p + q
    sumB += r + s
    squaresA += p * p + q * q
    squaresB += r * r + s * s
    bins[(p * scale) | 0]!++
    bins[stride + ((q * scale) | 0)]!++
    bins[2 * stride + ((r * scale) | 0)]!++
    bins[3 * stride + ((s * scale) | 0)]!++
  }
  for (let i = whole; i < values.length; i++) {
    const p = values[i]! - low
    sumA += p
    squaresA += p * p
    bins[(p * scale) | 0]!++
  }
  const counts = new Uint32Array(HISTOGRAM_BINS)
  bins.forEach((count, i) => (counts[Math.min(i % stride, HISTOGRAM_BINS - 1)]! += count))
  return { counts, sum: sumA + sumB, squares: squaresA + squaresB }
}
