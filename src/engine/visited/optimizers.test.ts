import { beforeAll, describe, expect, it } from 'vitest'
import { optimizerDefinitions } from '../../graph/training/optimizers'
import { ones, optim, ready, zeros, type Tensor } from '../index'
import { snakeKeys } from '../optim/option-names'
import type { BaseOptions, Optimizer } from '../optim'
import { makeOptimizer } from './optimizers'

beforeAll(async () => void (await ready()))

type Kind = new (params: Tensor[]) => Optimizer<BaseOptions>
const kinds = { ...optim } as unknown as Record<string, Kind>

const parameters = () => [zeros([2], { requiresGrad: true })]
const made = (type: string, params: Record<string, unknown>, tensors = parameters()) =>
  makeOptimizer({ type, params }, tensors)

describe.each(optimizerDefinitions.map((definition) => [definition.type, definition] as const))(
  'the optimizer %s of a document',
  (type, definition) => {
    it('is the engine’s, with its options, its defaults and no other', () => {
      const optimizer = made(type, {})!
      expect(optimizer.constructor.name).toBe(type)
      const engine = snakeKeys(new kinds[type]!(parameters()).defaults)
      // What makes AdamW AdamW is no option of it.
      if (type === 'AdamW') delete engine.decoupled_weight_decay
      // A document's SGD starts faster than PyTorch's 0.001.
      const own = type === 'SGD' ? { lr: 0.01 } : {}
      expect(definition.params.parse({})).toEqual({ ...engine, ...own })
    })

    it('takes what the document says, and steps', () => {
      const [parameter] = parameters()
      const optimizer = made(type, { lr: 0.25, weight_decay: 0.5, maximize: true }, [parameter!])!
      expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.25, weightDecay: 0.5, maximize: true })
      parameter!.grad = ones([2])
      optimizer.step()
      expect(parameter!.data()[0]).toBeGreaterThan(0)
    })
  },
)

describe('an optimizer of a document', () => {
  it('is nothing for a net without parameters', () => {
    expect(made('SGD', {}, [])).toBeNull()
  })

  it('must be one that the engine has', () => {
    expect(() => made('LBFGS', {})).toThrow("The engine has no optimiser 'LBFGS'.")
  })
})
