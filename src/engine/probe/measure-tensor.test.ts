import { beforeAll, describe, expect, it } from 'vitest'
import type { FlowHistogram } from '../../graph/frames/frame'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import { backend, ready } from '../backend/index'
import { release } from '../core/storage'
import { measure } from './measure'
import { measureTensor, quickNorm } from './measure-tensor'

const COUNT = 49 * 2048
const UNREAD = (): never => {
  throw new Error('read all values')
}

/** By kernels where there are any: reading the values would throw. */
function byKernels(make: (i: number) => number, values: () => Float32Array = UNREAD) {
  const all = Float32Array.from({ length: COUNT }, (_, i) => make(i))
  const handle = backend.create(all.slice(), [49, 2048], 'float32')
  const live = backend.live.handles
  try {
    const { statistics, histogram } = measureTensor(handle, backend.statistics ? values : () => all)
    const result = { statistics, histogram: histogram(), exact: measure(all) }
    expect(backend.live.handles).toBe(live)
    return result
  } finally {
    release(handle)
  }
}

function expectClose(statistics: TensorStatistics, exact: TensorStatistics): void {
  const { mean, std, norm, ...counted } = statistics
  expect(counted).toEqual({ min: exact.min, max: exact.max, zeros: exact.zeros, nan: 0, inf: 0 })
  expect(Math.abs(mean - exact.mean)).toBeLessThan(1e-6 * (exact.std + Math.abs(exact.mean)))
  expect(std / exact.std).toBeCloseTo(1, 6)
  expect(norm / exact.norm).toBeCloseTo(1, 6)
}

/** Where the counts differ, values lay at the very edge of a bin. */
function moved(a: FlowHistogram, b: FlowHistogram): number {
  return a.counts.reduce((sum, count, bin) => sum + Math.abs(count - b.counts[bin]!), 0) / 2
}

describe('measureTensor', () => {
  beforeAll(async () => {
    await ready()
  })

  it.each<[string, (i: number) => number]>([
    ['rectified values', (i) => Math.max(0, Math.sin(i * i))],
    ['values far from zero', (i) => 65536 + (i % 2) / 128],
    ['small gradients', (i) => 1e-10 * Math.sin(i * 0.7)],
    ['outliers', (i) => Math.cos(i) * (i % 97 === 0 ? 1000 : 1)],
  ])('measures a large tensor without reading it: %s', (_, make) => {
    const { statistics, histogram, exact } = byKernels(make)
    expectClose(statistics, exact.statistics)
    expect([histogram.low, histogram.high]).toEqual([exact.histogram.low, exact.histogram.high])
    expect(histogram.counts.reduce((a, b) => a + b)).toBe(COUNT)
    expect(moved(histogram, exact.histogram)).toBeLessThan(COUNT / 1000)
  })

  it('counts the bins of a tensor that is put into them in several parts', () => {
    // More than one part, and a last one that is not whole.
    const all = Float32Array.from({ length: 1_301_000 }, (_, i) => Math.sin(i * i))
    const handle = backend.create(all.slice(), [1000, 1301], 'float32')
    try {
      const live = backend.live.handles
      const counted = measureTensor(handle, backend.statistics ? UNREAD : () => all).histogram()
      expect(backend.live.handles).toBe(live)
      expect(counted.counts.reduce((a, b) => a + b)).toBe(all.length)
      expect(moved(counted, measure(all).histogram)).toBeLessThan(all.length / 1000)
    } finally {
      release(handle)
    }
  })

  it('measures equal values exactly', () => {
    const { statistics, histogram, exact } = byKernels(() => -0.1)
    expect({ ...statistics, norm: 0 }).toEqual({ ...exact.statistics, norm: 0 })
    expect(histogram).toEqual(exact.histogram)
  })

  it.each<[string, (i: number) => number]>([
    ['NaN', (i) => (i === 5 ? NaN : i)],
    ['Inf', (i) => (i === 5 ? -Infinity : i)],
    ['numbers whose squares are too large', (i) => i * 1e20],
    ['numbers whose squares are too small', (i) => i * 1e-30],
  ])('reads a large tensor with %s', (_, make) => {
    const all = Float32Array.from({ length: COUNT }, (__, i) => make(i))
    const { statistics, histogram, exact } = byKernels(make, () => all)
    expect(statistics).toEqual(exact.statistics)
    expect(histogram).toEqual(exact.histogram)
  })

  it.each<[string, (i: number) => number, boolean]>([
    ['large values', (i) => 1e6 * Math.sin(i), true],
    ['NaN', (i) => (i === 5 ? NaN : i), false],
    ['Inf', (i) => (i === 5 ? Infinity : i), false],
    ['numbers whose squares are too large', (i) => i * 1e20, false],
    ['numbers whose squares are too small', (i) => i * 1e-30, false],
    ['nothing but zeros', () => 0, false],
  ])('knows the norm alone only where it can be trusted: %s', (_, make, trusted) => {
    const all = Float32Array.from({ length: COUNT }, (__, i) => make(i))
    const handle = backend.create(all.slice(), [49, 2048], 'float32')
    const norm = quickNorm(handle)
    release(handle)
    if (trusted && backend.statistics) expect(norm! / measure(all).statistics.norm).toBeCloseTo(1, 6)
    else expect(norm).toBeNull()
  })
})
