import { describe, expect, it } from 'vitest'
import { loadDataset } from './index'
import { normalised, takeSamples } from './prepare'
import type { Dataset } from './dataset'

const ten: Dataset = {
  name: 'ten',
  count: 10,
  heldOut: 4,
  x: Float32Array.from({ length: 20 }, (_, i) => i),
  xDtype: 'float32',
  xShape: [2],
  y: Int32Array.from({ length: 10 }, (_, i) => i),
  yShape: [],
  yDtype: 'int64',
}

describe('loadDataset', () => {
  it.each(['nowhere', 'toString', 'constructor'])('refuses the source %s', async (source) => {
    await expect(loadDataset({ source })).rejects.toThrow(`There is no data source "${source}".`)
  })

  it('draws digits, the last ones held out; digit k is the same whatever the count', async () => {
    const few = await loadDataset({ source: 'digits', count: 20, held_out: 5, seed: 3 })
    const many = await loadDataset({ source: 'digits', count: 40, held_out: 0.25, seed: 3 })
    expect([few.count, few.heldOut, many.count, many.heldOut]).toEqual([20, 5, 40, 10])
    expect(many.x.slice(0, few.x.length)).toEqual(few.x)
    expect(Math.min(...few.x)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...few.x)).toBeLessThanOrEqual(1)
    const other = await loadDataset({ source: 'digits', count: 20, seed: 4 })
    expect(other.x).not.toEqual(few.x)
    expect(new Set(many.y)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  })

  it('gives 30 houses whose price grows with the area', async () => {
    const { x, y, count } = await loadDataset({ source: 'house-prices', seed: 0 })
    expect(count).toBe(30)
    const areas = Array.from(x)
    const order = areas.map((_, i) => i).sort((a, b) => areas[a]! - areas[b]!)
    expect(y[order.at(-1)!]!).toBeGreaterThan(y[order[0]!]! * 2)
  })

  it('normalises by the training part only', async () => {
    const { x, count, heldOut } = await loadDataset({
      source: 'digits',
      count: 30,
      held_out: 10,
      normalize: true,
    })
    const train = Array.from(x.subarray(0, (count - heldOut) * 784))
    const mean = train.reduce((sum, value) => sum + value, 0) / train.length
    const square = train.reduce((sum, value) => sum + value * value, 0) / train.length
    expect(mean).toBeCloseTo(0, 5)
    expect(square).toBeCloseTo(1, 5)
  })

  it('refuses what it cannot give, with the parameter as the place', async () => {
    await expect(loadDataset({ source: 'cats' })).rejects.toMatchObject({ place: 'source' })
    await expect(loadDataset({ source: 'digits', count: 10, held_out: 10 })).rejects.toMatchObject({
      place: 'held_out',
    })
    await expect(loadDataset({ source: 'mnist-idx' })).rejects.toMatchObject({ place: 'folder' })
    await expect(loadDataset({ source: 'text', normalize: true })).rejects.toMatchObject({
      place: 'normalize',
    })
    await expect(loadDataset({ source: 'text', held_out: 5, length: 60 })).rejects.toMatchObject({
      place: 'length',
    })
    await expect(loadDataset({ source: 'shapes', count: 3, target: 'number' })).rejects.toMatchObject({
      place: 'target',
    })
    await expect(loadDataset({ source: 'house-prices', count: 31 })).rejects.toMatchObject({ place: 'count' })
  })
})

describe('takeSamples', () => {
  const labels = ({ y }: Dataset) => Array.from(y)

  it("keeps a source's own held-out part, in proportion", () => {
    expect(labels(takeSamples(ten, { held_out: 0 }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const half = takeSamples(ten, { count: 5, held_out: 0 })
    expect(labels(half)).toEqual([0, 1, 2, 6, 7])
    expect(half.heldOut).toBe(2)
    expect(Array.from(half.x)).toEqual([0, 1, 2, 3, 4, 5, 12, 13, 14, 15])
  })

  it('takes held-out samples from that part only', () => {
    expect(labels(takeSamples(ten, { held_out: 1 }))).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(() => takeSamples(ten, { held_out: 5 })).toThrow('at most 4')
  })

  it('cuts the end off a source without one', () => {
    const plain = takeSamples({ ...ten, heldOut: 0 }, { held_out: 0.2 })
    expect([plain.count, plain.heldOut]).toEqual([10, 2])
  })
})

describe('normalised', () => {
  it('leaves constant values at zero', () => {
    expect(Array.from(normalised({ ...ten, x: new Float32Array(20).fill(3) }).x)).toEqual(
      Array.from({ length: 20 }, () => 0),
    )
  })
})
