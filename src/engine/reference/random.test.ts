import { beforeAll, describe, expect, it } from 'vitest'
import { manualSeed, rand, randint, randn, randperm, ready, type Tensor } from '../index'
import { expectDrawn, expectSame, savedRows, type SavedTensor } from './compare'

interface Row {
  function: 'rand' | 'randn' | 'randint' | 'randperm'
  args: unknown[]
  output: SavedTensor
  next: SavedTensor
}

const functions = { rand, randn, randint, randperm } as Record<string, (...args: never[]) => Tensor>

beforeAll(async () => void (await ready()))

describe('random numbers', () => {
  it.each(savedRows<Row>('random'))('$function($args) draws what PyTorch draws', (row) => {
    manualSeed(42)
    expectDrawn(functions[row.function]!(...(row.args as never[])), row.output, 'numbers')
    expectSame(rand([2]), row.next, 'the numbers drawn next')
  })

  it('gives other numbers for another seed', () => {
    manualSeed(1)
    const first = rand([4]).toArray()
    manualSeed(2)
    expect(rand([4]).toArray()).not.toEqual(first)
  })
})
