import type { Tensor } from '../../core/tensor'
import { poissonNllLoss, type PoissonNLLOptions } from '../../ops/likelihood-loss'
import type { Reduction } from '../../ops/loss-reduction'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'

/**
 * eˣ − y · x for the logarithm x of a rate, x − y · ln(x + eps) for the rate itself: how unlikely the count y is.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
 */
export class PoissonNLLLoss extends Module {
  readonly logInput: boolean
  readonly full: boolean
  readonly eps: number
  readonly reduction: Reduction

  constructor({ logInput = true, full = false, eps = 1e-8, reduction = 'mean' }: PoissonNLLOptions = {}) {
    super()
    this.logInput = logInput
    this.full = full
    this.eps = eps
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const poissonNllLossBuilders = {
  PoissonNLLLoss: builder<{ log_input: boolean; full: boolean; eps: number; reduction: Reduction }>({
    module: (params) => new PoissonNLLLoss(camelOptions(params)),
    run: ([x, y], params) => poissonNllLoss(x!, y!, camelOptions(params)),
  }),
}
