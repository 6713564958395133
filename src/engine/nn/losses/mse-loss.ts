import type { Tensor } from '../../core/tensor'
import type { LossOptions, Reduction } from '../../ops/loss-reduction'
import { mseLoss } from '../../ops/pointwise-loss'
import { Module } from '../module'

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
