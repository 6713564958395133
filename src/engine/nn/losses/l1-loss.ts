import type { Tensor } from '../../core/tensor'
import type { LossOptions, Reduction } from '../../ops/loss-reduction'
import { l1Loss } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * The mean of |x − y|.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export class L1Loss extends Module {
  readonly reduction: Reduction

  constructor({ reduction = 'mean' }: LossOptions = {}) {
    super()
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return l1Loss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const l1LossBuilders = {
  L1Loss: builder<{ reduction: Reduction }>({
    module: (params) => new L1Loss(params),
    run: ([x, y], params) => l1Loss(x!, y!, params),
  }),
}
