import { describe, expect, it } from 'vitest'
import { shapeAt } from '../../graph/types/dims'
import { dataset } from '../../graph/nodes/dataset'
import { dataSourceNames } from '../../graph/nodes/data-sources'
import { elementCount, type Dataset } from './dataset'
import { loadDataset } from './index'
import { vocabulary } from './text'
import { verses } from './verses'

const drawn = dataSourceNames.filter((name) => name !== 'mnist-idx')
/** The house prices are 30, whatever is asked for. */
const some = (source: string) => ({ source, ...(source === 'house-prices' ? {} : { count: 24 }) })

function labelsOf({ y }: Dataset): number[] {
  return Array.from(y)
}

function frequencies(labels: readonly number[]): number[] {
  const counts: number[] = []
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

/** Sample `index` of x. */
function sample({ x, xShape }: Dataset, index: number): number[] {
  const size = elementCount(xShape)
  return Array.from(x.subarray(index * size, (index + 1) * size))
}

describe.each(drawn)('the source %s', (source) => {
  it('gives what its node promises', async () => {
    const made = await loadDataset(some(source))
    const params = dataset.params.parse({ source })
    const { x, y } = dataset.types({ params, inputs: {}, context: { modules: {} } })
    expect([made.count, ...made.xShape]).toEqual(shapeAt(x!.shape, made.count))
    expect([made.count, ...made.yShape]).toEqual(shapeAt(y!.shape, made.count))
    expect([made.xDtype, made.yDtype]).toEqual([x!.dtype, y!.dtype])
    expect(made.x).toHaveLength(made.count * elementCount(made.xShape))
    expect(made.y).toHaveLength(made.count * elementCount(made.yShape))
    expect(made.x.every(Number.isFinite)).toBe(true)
    if (made.classes) expect(Math.max(...made.y)).toBeLessThan(made.classes.length)
  })

  it('is the same for a seed, and another for another', async () => {
    const made = await loadDataset({ ...some(source), seed: 5 })
    expect(await loadDataset({ ...some(source), seed: 5 })).toEqual(made)
    expect((await loadDataset({ ...some(source), seed: 6 })).x).not.toEqual(made.x)
  })
})

describe('sources with classes', () => {
  it.each(['blobs', 'moons', 'xor', 'spirals', 'textures'])(
    'give each as often: %s, also where samples are held out',
    async (source) => {
      const made = await loadDataset({ source, count: 120, held_out: 0.2 })
      const held = labelsOf(made).slice(-made.heldOut)
      for (const part of [labelsOf(made), held]) {
        const counts = frequencies(part)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        expect(counts).toHaveLength(made.classes!.length)
      }
    },
  )

  it('give a sample that does not depend on how many there are', async () => {
    const few = await loadDataset({ source: 'textures', count: 3 })
    const many = await loadDataset({ source: 'textures', count: 7 })
    expect(sample(many, 2)).toEqual(sample(few, 2))
  })

  it('give the class as a number for losses that compare values', async () => {
    const { y, yShape, yDtype } = await loadDataset({ source: 'blobs', count: 4, target: 'number' })
    expect({ y, yShape, yDtype }).toEqual({ y: Float32Array.of(0, 1, 0, 1), yShape: [1], yDtype: 'float32' })
  })
})

describe('the points', () => {
  /** Share of samples whose class `guess` says. */
  async function right(source: string, guess: (right: number, up: number) => boolean): Promise<number> {
    const made = await loadDataset({ source, count: 400 })
    const hits = labelsOf(made).filter((label, i) => {
      const [first, second] = sample(made, i)
      return guess(first!, second!) === (label === 1)
    })
    return hits.length / made.count
  }

  it('of two blobs are parted by a line, but not all of them', async () => {
    const share = await right('blobs', (x, y) => 3 * x + 2 * y > 0)
    expect(share).toBeGreaterThan(0.9)
    expect(share).toBeLessThan(1)
  })

  it('of xor and of two moons are not parted by any line through the middle, but by a rule that bends', async () => {
    for (const source of ['xor', 'moons'])
      for (let angle = 0; angle < Math.PI; angle += 0.1) {
        const share = await right(source, (x, y) => Math.cos(angle) * x + Math.sin(angle) * y > 0)
        expect(Math.max(share, 1 - share)).toBeLessThan(source === 'xor' ? 0.7 : 0.93)
      }
    expect(await right('xor', (x, y) => x * y < 0)).toBe(1)
    expect(
      await right('moons', (x, y) => y < (x > 0.5 ? 0.6 : x < -0.5 ? -0.6 : -1.2 * x * (1 - 4 * x * x))),
    ).toBeGreaterThan(0.9)
  })

  it('of two spirals are parted by the turn at their distance from the middle', async () => {
    const share = await right('spirals', (x, y) => {
      const turn = Math.atan2(y, x) - (2.5 * Math.PI * Math.hypot(x, y)) / 1.5
      return Math.cos(turn) < 0
    })
    expect(share).toBeGreaterThan(0.95)
  })
})

describe('the pictures', () => {
  it('of shapes have a ground and, over all, each shape on as many pixels as a net can find', async () => {
    const made = await loadDataset({ source: 'shapes', count: 90 })
    const counts = frequencies(labelsOf(made)).map((count) => count / made.y.length)
    expect(counts).toHaveLength(4)
    expect(counts[0]).toBeLessThan(0.85)
    for (const share of counts.slice(1)) expect(share).toBeGreaterThan(0.05)
  })

  it('of textures have values from 0 to 1, and colours that tell nothing of the class', async () => {
    const made = await loadDataset({ source: 'textures', count: 600 })
    expect(made.x.every((value) => value >= 0 && value <= 1)).toBe(true)
    const means = [0, 1, 2, 3, 4, 5].map((label) => {
      const own = labelsOf(made).flatMap((other, i) => (other === label ? sample(made, i) : []))
      return own.reduce((sum, value) => sum + value, 0) / own.length
    })
    for (const mean of means) expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
  })
})

describe('the sequences', () => {
  it('of digits are answered by themselves, backwards', async () => {
    const made = await loadDataset({ source: 'reversal', count: 5, length: 6 })
    for (let i = 0; i < 5; i++)
      expect(labelsOf(made).slice(6 * i, 6 * i + 6)).toEqual(sample(made, i).toReversed())
    expect(new Set(await loadDataset({ source: 'reversal' }).then(labelsOf))).toHaveLength(10)
  })

  it('of text are pieces of it, each answered by itself moved on by one; held-out ones come from its end', async () => {
    const made = await loadDataset({ source: 'text', count: 50, held_out: 0.2, length: 20 })
    const read = (numbers: readonly number[]) => numbers.map((number) => vocabulary[number]).join('')
    const boundary = Math.round(0.8 * verses.length)
    for (let i = 0; i < 50; i++) {
      const piece = read(sample(made, i)) + read(labelsOf(made).slice(20 * i + 19, 20 * i + 20))
      const part = i < 40 ? verses.slice(0, boundary) : verses.slice(boundary)
      expect(part).toContain(piece)
    }
    expect(made.classes).toBe(vocabulary)
  })
})
