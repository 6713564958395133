import type { Tensor } from '../../core/tensor'
import { exp } from '../../ops/elementwise'
import type { Reduction } from '../../ops/loss-reduction'
import { nllLoss, type NLLOptions } from '../../ops/nll-loss'
import { Module } from '../module'
import { builder } from '../node-builder'
import { weighted } from './weighted'
import { classHits } from './hits'
import { Buffer } from '../parameter'

/**
 * −x[class] for log probabilities x.
 *
 * Shape: x (N, C), (C) or (N, C, d₁, …); target (N), () or (N, d₁, …) with class indices → () unless `reduction` is 'none'.
 * Errors: `Target 5 is out of bounds.`
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export class NLLLoss extends Module {
  weight: Buffer | null = null
  readonly ignoreIndex: number
  readonly reduction: Reduction

  constructor({ weight = null, ignoreIndex = -100, reduction = 'mean' }: NLLOptions = {}) {
    super()
    if (weight) this.weight = new Buffer(weight)
    this.ignoreIndex = ignoreIndex
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return nllLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const nllLossBuilders = {
  NLLLoss: builder<{ reduction: Reduction; weight: number[] | null; ignore_index: number }>({
    module: (params) => new NLLLoss(weighted(params)),
    run: ([x, y], params) => nllLoss(x!, y!, weighted(params)),
    hits: classHits,
    probabilities: exp,
  }),
}
