import { beforeAll, describe, expect, it } from 'vitest'
import { full, manualSeed, memory, nn, rand, ready, scope, type Tensor } from '../index'
import { expectDrawn, expectSame, savedRows, type SavedTensor } from './compare'

interface FillRow {
  function: string
  shape: number[]
  args: unknown[]
  output: SavedTensor
  next: SavedTensor
}

interface GainRow {
  gain: string
  args: number[]
  value: number
}

const rows = savedRows<FillRow | GainRow>('init')
const fills = rows.filter((row) => 'function' in row)
const gains = rows.filter((row) => 'gain' in row)
const init = { ...nn.init } as Record<string, unknown>

beforeAll(async () => void (await ready()))

describe('nn.init', () => {
  it.each(fills)('$function with $args on $shape fills as PyTorch from the same seed', (row) => {
    const before = memory()
    scope(() => {
      manualSeed(42)
      const x = full(row.shape, 9)
      const fill = init[row.function] as (x: Tensor, ...args: unknown[]) => Tensor
      expect(fill(x, ...row.args)).toBe(x)
      expectDrawn(x, row.output, 'values')
      expectSame(rand([2]), row.next, 'the numbers drawn next')
    })
    expect(memory()).toEqual(before)
  })

  it.each(gains)('calculateGain($gain, $args) is what PyTorch takes', ({ gain, args, value }) => {
    const calculate = nn.init.calculateGain as (nonlinearity: string, ...args: number[]) => number
    expect(calculate(gain, ...args)).toBeCloseTo(value, 15)
  })
})
