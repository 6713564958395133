import { beforeAll, describe, expect, it } from 'vitest'
import { memory, nn, ready, scope, zeros, zerosLike } from '../index'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'

interface Row {
  function: 'clipGradNorm_' | 'clipGradValue_'
  grads: SavedTensor[]
  limit: number
  options: { normType?: number | 'inf'; errorIfNonfinite?: boolean } | null
  result: SavedTensor | null
  after: SavedTensor[]
}

beforeAll(async () => void (await ready()))

describe('gradients', () => {
  it.each(savedRows<Row>('clip'))('clipped by $function($limit, $options) are PyTorch’s', (row) => {
    const before = memory()
    scope(() => {
      const leaves = row.grads.map((saved) => {
        const grad = restore(saved)
        const leaf = zerosLike(grad, { requiresGrad: true })
        leaf.grad = grad
        return leaf
      })
      const grads = leaves.map(({ grad }) => grad)
      const all = [...leaves, zeros([2], { requiresGrad: true })]
      const options = { ...row.options, ...(row.options?.normType === 'inf' ? { normType: Infinity } : {}) }
      const result =
        row.function === 'clipGradNorm_'
          ? nn.utils.clipGradNorm_(all, row.limit, options as { normType?: number })
          : nn.utils.clipGradValue_(all, row.limit)
      expectEqual(result ?? null, row.result, 'result')
      leaves.forEach(({ grad }, i) => {
        expect(grad, 'changed in place').toBe(grads[i])
        expectEqual(grad, row.after[i]!, `gradient ${i}`)
      })
    })
    expect(memory()).toEqual(before)
  })
})
