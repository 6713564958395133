import { beforeAll, describe, expect, it } from 'vitest'
import { optimizerDefinitions } from '../../graph/training/optimizers'
import { ones, optim, ready, zeros, type Tensor } from '../index'
import { snakeKeys } from '../optim/option-names'
import type { BaseOptions, Optimizer } from '../optim'
import { makeOptimizer } from './optimizers'

beforeAll(async () => void (await ready()))

type Kind = new (params: Tensor[]) => Optimizer<BaseOptions>
const kinds = { ...optim } as unknown as Record<string, Kind>

const parameters = () => [zeros([2, 2], { requiresGrad: true })]
const made = (type: string, params: Record<string, unknown>, tensors = parameters()) =>
  makeOptimizer({ type, params }, tensors)

describe.each(optimizerDefinitions.map((definition) => [definition.type, definition] as const))(
  'the optimizer %s of a document',
  (type, definition) => {
    it('is the engine’s, with its options, its defaults and no other', () => {
      const optimizer = made(type, {})!
      expect(optimizer.constructor.name).toBe(type)
      const engine = snakeKeys(new kinds[type]!(parameters()).defaults)
      // None is what single precision can tell from 1.
      if (type === 'Adafactor') engine.eps = [2 ** -23, 1e-3]
      // What makes AdamW AdamW is no option of it.
      if (type === 'AdamW') delete engine.decoupled_weight_decay
      // A document's SGD starts faster than PyTorch's 0.001.
      const own = type === 'SGD' ? { lr: 0.01 } : {}
      expect(definition.params.parse({})).toEqual({ ...engine, ...own })
    })

    it('takes what the document says, and steps', () => {
      const [parameter] = parameters()
      const given = Object.entries({ lr: 0.25, weight_decay: 0.5, maximize: true })
      const params = Object.fromEntries(given.filter(([name]) => name in definition.params.shape))
      const optimizer = made(type, params, [parameter!])!
      expect(snakeKeys(optimizer.paramGroups[0]!)).toMatchObject(params)
      parameter!.grad = ones([2, 2])
      optimizer.step()
      const climbs = 'maximize' in params
      expect(parameter!.data()[0]! > 0).toBe(climbs)
      expect(parameter!.data()[0]).not.toBe(0)
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
