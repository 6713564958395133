import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { arange, Generator, manualSeed, memory, ready, scope, zeros } from '../index'
import { DataLoader, TensorDataset, type DataLoaderOptions } from './data-loader'

const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8'))
beforeAll(() => ready())

/** Two epochs of eleven numbers. */
function epochs(seed: number, options: DataLoaderOptions): number[][][] {
  return scope(() => {
    manualSeed(seed)
    const loader = new DataLoader(new TensorDataset(arange(11)), options)
    return [1, 2].map(() => Array.from(loader, ([batch]) => Array.from(batch!.data())))
  })
}

describe('DataLoader', () => {
  it("gives the samples in PyTorch's order", () => {
    expect(epochs(0, { batchSize: 4 })).toEqual(reference.plain)
    expect(epochs(0, { batchSize: 4, shuffle: true })).toEqual(reference.shuffled)
    expect(epochs(5, { batchSize: 4, shuffle: true, dropLast: true })).toEqual(reference.dropped)
    const generator = new Generator(7)
    expect(epochs(1, { batchSize: 3, shuffle: true, generator })).toEqual(reference.generator)
  })

  it('keeps the rows of all tensors together, and knows its length', () => {
    scope(() => {
      const loader = new DataLoader(new TensorDataset(arange(10).view(5, 2), arange(5)), {
        batchSize: 2,
        shuffle: true,
      })
      expect(loader.length).toBe(3)
      for (const [pairs, rows] of loader)
        expect(Array.from(pairs!.data())).toEqual(
          Array.from(rows!.data()).flatMap((row) => [2 * row, 2 * row + 1]),
        )
    })
  })

  it('leaves no tensor behind', () => {
    const before = memory()
    epochs(0, { batchSize: 4, shuffle: true })
    expect(memory()).toEqual(before)
  })

  it('refuses what cannot be batched', () => {
    scope(() => {
      expect(() => new TensorDataset(zeros([2]), zeros([3]))).toThrow('Size mismatch between tensors')
      expect(() => new DataLoader(new TensorDataset(zeros([2])), { batchSize: 0 })).toThrow(
        'positive integer value',
      )
    })
  })
})
