import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { multilabelSoftMarginLoss, type MultiLabelSoftMarginOptions } from '../../ops/margin-loss'
import { sigmoid } from '../../ops/elementwise'
import { Module } from '../module'
import { builder } from '../node-builder'
import { Buffer } from '../parameter'
import { binaryHits } from './hits'
import { weighted } from './weighted'

/**
 * The mean over the classes of −(y · ln sigmoid(x) + (1 − y) · ln sigmoid(−x)): each class is right or not.
 *
 * Shape: x and y (*, C) → () unless `reduction` is 'none', then (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
 */
export class MultiLabelSoftMarginLoss extends Module {
  weight: Buffer | null = null
  readonly reduction: Reduction

  constructor({ weight = null, reduction = 'mean' }: MultiLabelSoftMarginOptions = {}) {
    super()
    if (weight) this.weight = new Buffer(weight)
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const multiLabelSoftMarginLossBuilders = {
  MultiLabelSoftMarginLoss: builder<{ weight: number[] | null; reduction: Reduction }>({
    module: (params) => new MultiLabelSoftMarginLoss(weighted(params)),
    run: ([x, y], params) => multilabelSoftMarginLoss(x!, y!, weighted(params)),
    hits: (x, y) => binaryHits(x, y, 0),
    probabilities: sigmoid,
  }),
}
