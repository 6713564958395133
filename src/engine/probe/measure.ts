/** Exact statistics and histogram of all values of a tensor, in three passes that a CPU pipelines well. */
import { HISTOGRAM_BINS } from '../../graph/frame'
import type { FlowHistogram, FlowStatistics } from '../../graph/frame'

export interface Measured {
  statistics: FlowStatistics
  histogram: FlowHistogram
}

const SIGN_CLEARED = 0x7fffffff
const INFINITY_BITS = 0x7f800000

/**
 * Statistics over the finite values: `mean = Σx/n`, `std = √(Σ(x-mean)²/n)`, `norm = √Σx²`; `zeros` is the share of all values.
 *
 * Where no value is finite, min, max, mean and std are NaN and the histogram is empty. Where all finite values are equal to v,
 * the histogram spans v ± 0.5, as NumPy's does.
 */
export function measure(values: Float32Array): Measured {
  const scan = scanBits(values)
  if (scan.nonFinite === 0) return summarise(values, values, scan, 0, 0)
  const finite = values.filter(Number.isFinite)
  const nan = values.reduce((count, value) => (Number.isNaN(value) ? count + 1 : count), 0)
  return summarise(values, finite, scanBits(finite), nan, values.length - finite.length - nan)
}

interface BitScan {
  min: number
  max: number
  zeros: number
  nonFinite: number
}

/**
 * Smallest, largest, zeros and non-finite values from the values' bits: with the lower bits of negative numbers flipped,
 * floats order as integers do. Measured 3 times as fast as comparing floats, and steady whatever the values.
 */
function scanBits(values: Float32Array): BitScan {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  let low = 0x7fffffff
  let high = -0x80000000
  let zeros = 0
  let nonFinite = 0
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i]!
    const magnitude = value & SIGN_CLEARED
    const ordered = value ^ ((value >> 31) & SIGN_CLEARED)
    if (ordered < low) low = ordered
    if (ordered > high) high = ordered
    zeros += (magnitude - 1) >>> 31
    if (magnitude >= INFINITY_BITS) nonFinite++
  }
  return { min: fromOrdered(low), max: fromOrdered(high), zeros, nonFinite }
}

function fromOrdered(ordered: number): number {
  const value = new Float32Array(Int32Array.of(ordered ^ ((ordered >> 31) & SIGN_CLEARED)).buffer)[0]!
  return value === 0 ? 0 : value
}

function summarise(
  all: Float32Array,
  finite: Float32Array,
  scan: BitScan,
  nan: number,
  inf: number,
): Measured {
  const counts = new Uint32Array(HISTOGRAM_BINS)
  const zeros = all.length === 0 ? 0 : scan.zeros / all.length
  if (finite.length === 0) {
    const none = { min: NaN, max: NaN, mean: NaN, std: NaN, norm: 0, zeros, nan, inf }
    return { statistics: none, histogram: { low: NaN, high: NaN, counts } }
  }
  const { min, max } = scan
  const mean = sum(finite) / finite.length
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max]
  const squares = countBins(finite, mean, low, high, counts)
  const std = Math.sqrt(squares / finite.length)
  const norm = Math.sqrt(squares + finite.length * mean * mean)
  return {
    statistics: { min, max, mean, std, norm, zeros, nan, inf },
    histogram: { low, high, counts },
  }
}

/** Four sums side by side: one alone waits for each addition to finish. */
function sum(values: Float32Array): number {
  const whole = values.length & ~3
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a += values[i]!
    b += values[i + 1]!
    c += values[i + 2]!
    d += values[i + 3]!
  }
  for (let i = whole; i < values.length; i++) a += values[i]!
  return a + b + c + d
}

/** Fills `counts` and returns `Σ(x-mean)²`; four histograms side by side, as equal values would wait for each other. */
function countBins(
  values: Float32Array,
  mean: number,
  low: number,
  high: number,
  counts: Uint32Array,
): number {
  const scale = HISTOGRAM_BINS / (high - low)
  // One bin more for the value `high` itself, which belongs to the last.
  const stride = HISTOGRAM_BINS + 1
  const bins = new Uint32Array(4 * stride)
  const whole = values.length & ~3
  let a = 0
  let b = 0
  for (let i = 0; i < whole; i += 4) {
    const p = values[i]!
    const q = values[i + 1]!
    const r = values[i + 2]!
    const s = values[i + 3]!
    a += (p - mean) * (p - mean) + (q - mean) * (q - mean)
    b += (r - mean) * (r - mean) + (s - mean) * (s - mean)
    bins[((p - low) * scale) | 0]!++
    bins[stride + (((q - low) * scale) | 0)]!++
    bins[2 * stride + (((r - low) * scale) | 0)]!++
    bins[3 * stride + (((s - low) * scale) | 0)]!++
  }
  for (let i = whole; i < values.length; i++) {
    const value = values[i]!
    a += (value - mean) * (value - mean)
    bins[((value - low) * scale) | 0]!++
  }
  bins.forEach((count, i) => (counts[Math.min(i % stride, HISTOGRAM_BINS - 1)]! += count))
  return a + b
}
