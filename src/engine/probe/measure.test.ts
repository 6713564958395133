import { describe, expect, it } from 'vitest'
import { measure, normOf } from './measure'

describe('measure', () => {
  it('agrees with NumPy on a small tensor', () => {
    // numpy: a.min(), a.max(), a.mean(), a.std(ddof=1), np.linalg.norm(a), (a == 0).mean()
    const { statistics } = measure(Float32Array.of(-2, 0, 1, 3, -0, 4.5, 0.25))
    expect(statistics.min).toBe(-2)
    expect(statistics.max).toBe(4.5)
    expect(statistics.mean).toBeCloseTo(0.9642857142857143, 12)
    expect(statistics.std).toBeCloseTo(2.152656166559948, 12)
    expect(statistics.norm).toBeCloseTo(5.8576872569299905, 12)
    expect(normOf(Float32Array.of(-2, 0, 1, 3, -0, 4.5, 0.25))).toBeCloseTo(5.8576872569299905, 12)
    expect(statistics.zeros).toBeCloseTo(2 / 7, 12)
    expect([statistics.nan, statistics.inf]).toEqual([0, 0])
  })

  // x.min(), x.max(), x.mean(), x.std(), x.norm() of PyTorch 2.15.
  it.each([
    [[NaN, 1, 3, 0], { min: NaN, max: NaN, mean: NaN, std: NaN, norm: NaN, nan: 1, inf: 0, zeros: 0.25 }],
    [[NaN, Infinity], { min: NaN, max: NaN, mean: NaN, std: NaN, norm: NaN, nan: 1, inf: 1 }],
    [[Infinity, 1, 3], { min: 1, max: Infinity, mean: Infinity, std: NaN, norm: Infinity, nan: 0, inf: 1 }],
    [[-Infinity, 1, 3], { min: -Infinity, max: 3, mean: -Infinity, std: NaN, norm: Infinity }],
    [[-Infinity, Infinity, 1], { min: -Infinity, max: Infinity, mean: NaN, std: NaN, norm: Infinity }],
    [[Infinity, Infinity], { min: Infinity, max: Infinity, mean: Infinity, std: NaN, norm: Infinity }],
    [[5], { min: 5, max: 5, mean: 5, std: NaN, norm: 5 }],
    [[2, 2, 2], { min: 2, max: 2, mean: 2, std: 0 }],
  ])('has the numbers that PyTorch has of %j', (values, expected) => {
    expect(measure(Float32Array.from(values)).statistics).toMatchObject(expected)
  })

  it('leaves NaN and infinities out of the histogram', () => {
    const { statistics, histogram } = measure(Float32Array.of(NaN, 1, Infinity, -Infinity, 3, -NaN))
    expect(statistics).toMatchObject({ nan: 2, inf: 2, zeros: 0 })
    expect([histogram.low, histogram.high]).toEqual([1, 3])
    expect(histogram.counts.reduce((a, b) => a + b)).toBe(2)
  })

  it('keeps its precision where the mean is far larger than the deviation', () => {
    const values = Float32Array.from({ length: 4000 }, (_, i) => 65536 + (i % 2) / 128)
    expect(measure(values).statistics.std).toBeCloseTo(Math.sqrt(4000 / 3999) / 256, 12)
  })

  it('puts every finite value into one of 64 equal bins, the largest into the last', () => {
    const values = Float32Array.from({ length: 641 }, (_, i) => i / 10)
    const { histogram } = measure(values)
    expect([histogram.low, histogram.high]).toEqual([0, 64])
    const expected = new Uint32Array(64)
    for (const value of values) expected[Math.min(63, Math.floor(value))]!++
    expect(histogram.counts).toEqual(expected)
  })

  it('agrees with plain sums in double precision, outliers and all', () => {
    const values = Float32Array.from({ length: 10_001 }, (_, i) => Math.sin(i) * (i % 97 === 0 ? 1e6 : 1))
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1)
    const { statistics } = measure(values)
    expect(statistics.mean / mean).toBeCloseTo(1, 9)
    expect(statistics.std / Math.sqrt(variance)).toBeCloseTo(1, 9)
    expect(statistics.norm / Math.sqrt(values.reduce((a, b) => a + b * b, 0))).toBeCloseTo(1, 9)
  })

  it('gives equal values a histogram around them', () => {
    const { histogram } = measure(new Float32Array(10).fill(2))
    expect([histogram.low, histogram.high]).toEqual([1.5, 2.5])
    expect(histogram.counts[32]).toBe(10)
  })

  it('knows of nothing that its norm is 0', () => {
    expect(measure(new Float32Array(0)).statistics).toMatchObject({ min: NaN, mean: NaN, norm: 0, zeros: 0 })
  })
})
