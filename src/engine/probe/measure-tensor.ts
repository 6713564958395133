/** Statistics of a tensor where it lies: by the backend's kernels where it is large, else by reading it. */
import { HISTOGRAM_BINS } from '../../graph/frames/frame'
import type { FlowHistogram } from '../../graph/frames/frame'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import { backend } from '../backend/index'
import type { Handle, StatisticsKernels, Sums } from '../backend/types'
import { measure, unbiased } from './measure'

export interface Measurement {
  statistics: TensorStatistics
  /** Counted when asked for: on a large tensor it costs more than all else. */
  histogram: () => FlowHistogram
}

/** Below this many values, reading them is quicker than a dozen kernels. */
const LEAST_VALUES = 32_768
/** Outside of these, squares in single precision become zero or infinite. */
const SMALLEST = 1e-15
const LARGEST = 1e18
/** From this ratio of mean² to variance on, the sums are taken around the mean. */
const FAR_FROM_ZERO = 4

/** Measures all values, exactly where they are few and to single precision's last digits where they are many; `values` reads them. */
export function measureTensor(handle: Handle, values: () => Float32Array): Measurement {
  const { statistics: kernels } = backend
  const statistics = kernels ? measureByKernels(handle, kernels) : null
  if (statistics)
    return {
      statistics,
      histogram: () => histogramByKernels(handle, statistics, kernels!) ?? measure(values()).histogram,
    }
  const measured = measure(values())
  return { statistics: measured.statistics, histogram: () => measured.histogram }
}

/**
 * The norm of a large tensor with finite values, at a quarter of what all statistics cost; null where those are needed to
 * know it.
 */
export function quickNorm(handle: Handle): number | null {
  return isMeasured(handle)
    ? normOfSquares(backend.statistics?.squares(handle) ?? null, countOf(handle))
    : null
}

/** The same of what the backend's `norms` gave for so many values. */
export function normOfParts(norms: Float32Array, count: number): number | null {
  return normOfSquares(
    norms.reduce((sum, norm) => sum + norm * norm, 0),
    count,
  )
}

/** Whether kernels measure a tensor, as it is large. */
export function isMeasured(handle: Handle): boolean {
  return handle.type === 'float32' && countOf(handle) >= LEAST_VALUES
}

function normOfSquares(squares: number | null, count: number): number | null {
  // The square of a typical value tells whether single precision could hold all that matter.
  return squares !== null && squares > count * SMALLEST ** 2 && squares < LARGEST ** 2
    ? Math.sqrt(squares)
    : null
}

/** Null where kernels are slower, or not to be trusted: NaN and Inf among the values, or very large or small ones. */
function measureByKernels(handle: Handle, kernels: StatisticsKernels): TensorStatistics | null {
  const count = countOf(handle)
  const sums = count < LEAST_VALUES ? null : kernels.sums(handle, 0)
  if (!sums || !Number.isFinite(sums.squares)) return null
  const extremes = kernels.extremes(handle)
  if (!extremes || !isSafe(extremes)) return null
  const { min, max, nonZeros } = extremes
  const { mean, variance } = min === max ? { mean: min, variance: 0 } : spread(handle, count, sums, kernels)
  return {
    // Never -0.
    min: min + 0,
    max: max + 0,
    mean,
    std: unbiased(variance, count),
    norm: Math.sqrt(count * (variance + mean * mean)),
    zeros: (count - nonZeros) / count,
    nan: 0,
    inf: 0,
  }
}

function isSafe({ min, max }: { min: number; max: number }): boolean {
  const largest = Math.max(-min, max)
  return largest === 0 || (largest > SMALLEST && largest < LARGEST)
}

function spread(
  handle: Handle,
  count: number,
  around0: Sums,
  kernels: StatisticsKernels,
): { mean: number; variance: number } {
  const rough = moments(around0, count)
  if (rough.mean ** 2 < FAR_FROM_ZERO * rough.variance) return rough
  const middle = Math.fround(rough.mean)
  const { mean, variance } = moments(kernels.sums(handle, middle)!, count)
  return { mean: middle + mean, variance }
}

function moments({ sum, squares }: Sums, count: number): { mean: number; variance: number } {
  const mean = sum / count
  return { mean, variance: Math.max(0, squares / count - mean * mean) }
}

function histogramByKernels(
  handle: Handle,
  { min, max }: TensorStatistics,
  kernels: StatisticsKernels,
): FlowHistogram | null {
  const counts = new Uint32Array(HISTOGRAM_BINS)
  if (min === max) {
    counts[HISTOGRAM_BINS / 2] = countOf(handle)
    return { low: min - 0.5, high: max + 0.5, counts }
  }
  const bins = kernels.bins(handle, min, HISTOGRAM_BINS / (max - min))
  if (!bins) return null
  // The largest value belongs to the last bin.
  bins.forEach((count, bin) => (counts[Math.min(bin, HISTOGRAM_BINS - 1)]! += count))
  return { low: min, high: max, counts }
}

function countOf({ shape }: Handle): number {
  return shape.reduce((a, b) => a * b, 1)
}
