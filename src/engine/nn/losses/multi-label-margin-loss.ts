import type { Tensor } from '../../core/tensor'
import { multilabelMarginLoss } from '../../ops/class-margin-loss'
import type { LossOptions, Reduction } from '../../ops/loss-reduction'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * The sum over all right classes y and all others i of max(0, 1 − x[y] + x[i]), divided by C.
 *
 * Shape: x and target (N, C) or (C); a row of the target has the right classes, then −1 → () unless `reduction` is 'none'.
 * Errors: sizes that differ; `argument #2 'target' is out of range`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
 */
export class MultiLabelMarginLoss extends Module {
  readonly reduction: Reduction

  constructor({ reduction = 'mean' }: LossOptions = {}) {
    super()
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const multiLabelMarginLossBuilders = {
  MultiLabelMarginLoss: builder<{ reduction: Reduction }>({
    module: (params) => new MultiLabelMarginLoss(params),
    run: ([x, y], params) => multilabelMarginLoss(x!, y!, params),
  }),
}
