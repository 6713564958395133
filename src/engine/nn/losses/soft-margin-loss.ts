import type { Tensor } from '../../core/tensor'
import type { LossOptions, Reduction } from '../../ops/loss-reduction'
import { softMarginLoss } from '../../ops/margin-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * ln(1 + e^(−y · x)) for scores x of one class, and y 1 or −1.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html
 */
export class SoftMarginLoss extends Module {
  readonly reduction: Reduction

  constructor({ reduction = 'mean' }: LossOptions = {}) {
    super()
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return softMarginLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const softMarginLossBuilders = {
  SoftMarginLoss: builder<{ reduction: Reduction }>({
    module: (params) => new SoftMarginLoss(params),
    run: ([x, y], params) => softMarginLoss(x!, y!, params),
  }),
}
