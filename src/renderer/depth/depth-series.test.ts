import { describe, expect, it } from 'vitest'
import { depthFrame, depthX, depthY, indexAt } from './depth-frame'
import { depthSeries } from './depth-series'

const looks = (...values: number[]) => values.map((value, i) => ({ step: i + 1, value, notFinite: false }))

describe('depthSeries', () => {
  it('has the last look, and the least and greatest above 0 of all', () => {
    const { points } = depthSeries([looks(3, 0, 1, 2), []])
    expect(points[0]).toEqual({ now: 2, low: 1, high: 3, notFinite: false, unusual: null })
    expect(points[1]).toEqual({ now: null, low: null, high: null, notFinite: false, unusual: null })
  })

  it('marks what is more than ten times from the median over depth', () => {
    const { usual, points } = depthSeries([looks(1), looks(2), looks(1e-3), looks(4), looks(100), looks(0)])
    expect(usual).toEqual({ low: 0.2, high: 20 })
    expect(points.map(({ unusual }) => unusual)).toEqual([null, null, 'small', null, 'large', 'small'])
  })

  it('calls nothing usual in a net of two outputs, or where values are not finite', () => {
    expect(depthSeries([looks(1), looks(1e-6)]).usual).toBeNull()
    const broken = [{ step: 1, value: 5, notFinite: true }]
    expect(depthSeries([looks(1), looks(2), broken]).usual).toBeNull()
  })
})

describe('depthFrame', () => {
  const series = depthSeries([looks(0.02), looks(3), looks(0.5)])
  const frame = depthFrame([series], 3, { width: 600, height: 200 }, 1)

  it('has whole powers of ten around all values, and the outputs side by side', () => {
    expect([frame.low, frame.high]).toEqual([-2, 1])
    expect(depthY(frame, 1)).toBeCloseTo(frame.top + (frame.bottom - frame.top) / 3)
    expect(depthY(frame, 0)).toBe(frame.bottom)
    expect([0, 1, 2].map((i) => indexAt(frame, depthX(frame, i)))).toEqual([0, 1, 2])
    expect(indexAt(frame, frame.left - 1)).toBeNull()
  })

  it('stands on its feet without a value', () => {
    const empty = depthFrame([depthSeries([[]])], 1, { width: 600, height: 200 }, 1)
    expect([empty.low, empty.high]).toEqual([-1, 1])
  })
})
