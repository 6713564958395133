import type { Tensor } from '../../core/tensor'
import { gaussianNllLoss, type GaussianNLLOptions } from '../../ops/likelihood-loss'
import type { Reduction } from '../../ops/loss-reduction'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * ½ · (ln v + (x − y)² / v), where v is the variance that is predicted beside x, at least eps.
 *
 * Shape: x and y (*); v as x, without its last dimension, or with one of its dimensions 1 → () unless `reduction` is 'none'.
 * Errors: `var has negative entry/entries`; `var is of incorrect size`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
 */
export class GaussianNLLLoss extends Module {
  readonly full: boolean
  readonly eps: number
  readonly reduction: Reduction

  constructor({ full = false, eps = 1e-6, reduction = 'mean' }: GaussianNLLOptions = {}) {
    super()
    this.full = full
    this.eps = eps
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(x, target, variance, this)
  }
}

/** How a graph makes and runs it. */
export const gaussianNllLossBuilders = {
  GaussianNLLLoss: builder<{ full: boolean; eps: number; reduction: Reduction }>({
    module: (params) => new GaussianNLLLoss(params),
    run: ([x, y, variance], params) => gaussianNllLoss(x!, y!, variance!, params),
  }),
}
