import type { Tensor } from '../../core/tensor'
import type { LossOptions, Reduction } from '../../ops/loss-reduction'
import { mseLoss } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * The mean of (x − y)².
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export class MSELoss extends Module {
  readonly reduction: Reduction

  constructor({ reduction = 'mean' }: LossOptions = {}) {
    super()
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return mseLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const mseLossBuilders = {
  MSELoss: builder<{ reduction: Reduction }>({
    module: (params) => new MSELoss(params),
    run: ([x, y], params) => mseLoss(x!, y!, params),
  }),
}
