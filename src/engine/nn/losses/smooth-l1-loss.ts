import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { smoothL1Loss, type SmoothL1Options } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * The mean of (x − y)² / (2 · beta) where |x − y| is below beta, and |x − y| − beta / 2 elsewhere.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Errors: `smooth_l1_loss does not support negative values for beta.`, when it runs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Module {
  readonly beta: number
  readonly reduction: Reduction

  constructor({ beta = 1, reduction = 'mean' }: SmoothL1Options = {}) {
    super()
    this.beta = beta
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const smoothL1LossBuilders = {
  SmoothL1Loss: builder<{ reduction: Reduction; beta: number }>({
    module: (params) => new SmoothL1Loss(params),
    run: ([x, y], params) => smoothL1Loss(x!, y!, params),
  }),
}
