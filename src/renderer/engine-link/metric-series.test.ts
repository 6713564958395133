import { describe, expect, it } from 'vitest'
import { MetricSeries, trailingMean } from './metric-series'

function point(step: number, loss: number, accuracy: number | null = null) {
  return { step, epoch: 1, loss, accuracy, lr: 0.1, milliseconds: 2, metrics: {} }
}

describe('MetricSeries', () => {
  it('keeps every point of a short run', () => {
    const series = new MetricSeries(8)
    series.add([point(1, 3), point(2, 2)])
    expect(series.points.map(({ loss }) => loss)).toEqual([3, 2])
  })

  it('never grows beyond its capacity, keeps the order and the mean', () => {
    const series = new MetricSeries(64)
    const count = 10_000
    for (let step = 1; step <= count; step++) series.add([point(step, step)])
    expect(series.points.length).toBeLessThan(64)
    expect(series.points.length).toBeGreaterThanOrEqual(32)
    const steps = series.points.map(({ step }) => step)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps.at(-1)! + series.stride).toBeGreaterThan(count)
    series.points.forEach(({ step, loss }) => expect(loss).toBe(step - (series.stride - 1) / 2))
  })

  it('averages accuracy only where it was measured', () => {
    const series = new MetricSeries(2)
    series.add([point(1, 1, 0.5), point(2, 3, null)])
    expect(series.points).toEqual([{ ...point(2, 2, 0.5) }])
  })

  it('has the last step as it was measured', () => {
    const series = new MetricSeries(2)
    series.add([point(1, 1), point(2, 3), point(3, 8)])
    expect(series.points.at(-1)?.loss).toBe(2)
    expect(series.last).toEqual(point(3, 8))
    series.clear()
    expect(series.last).toBeNull()
  })

  it('starts afresh when cleared', () => {
    const series = new MetricSeries(2)
    series.add([point(1, 1), point(2, 1), point(3, 1)])
    series.clear()
    series.add([point(1, 7)])
    expect(series.points).toEqual([point(1, 7)])
  })
})

describe('the mean of the last values', () => {
  it('is over so many, or over as many as there are', () => {
    expect(trailingMean([4, 2, 6, 1], 2)).toEqual([4, 3, 4, 3.5])
  })

  it('passes over gaps and NaN', () => {
    expect(trailingMean([1, null, NaN, 3], 2)).toEqual([1, null, NaN, 2])
  })
})
