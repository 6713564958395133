import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { huberLoss, type HuberOptions } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * The mean of (x − y)² / 2 where |x − y| is below delta, and delta · (|x − y| − delta / 2) elsewhere.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Errors: `huber_loss does not support non-positive values for delta.`, when it runs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Module {
  readonly delta: number
  readonly reduction: Reduction

  constructor({ delta = 1, reduction = 'mean' }: HuberOptions = {}) {
    super()
    this.delta = delta
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return huberLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const huberLossBuilders = {
  HuberLoss: builder<{ reduction: Reduction; delta: number }>({
    module: (params) => new HuberLoss(params),
    run: ([x, y], params) => huberLoss(x!, y!, params),
  }),
}
