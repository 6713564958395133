import type { Tensor } from '../../core/tensor'
import { sigmoid } from '../../ops/elementwise'
import type { Reduction } from '../../ops/loss-reduction'
import { binaryCrossEntropyWithLogits, type BCEWithLogitsOptions } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder } from '../node-builder'
import { weighted } from './weighted'
import { binaryHits } from './hits'
import { Buffer } from '../parameter'

/**
 * −(p · y · ln σ(x) + (1 − y) · ln(1 − σ(x))), with σ the sigmoid and p the weight of positives.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Errors: `Target size (torch.Size([2, 4])) must be the same as input size (torch.Size([3, 4]))`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export class BCEWithLogitsLoss extends Module {
  weight: Buffer | null = null
  /** Named as in PyTorch's state_dict. */
  pos_weight: Buffer | null = null
  readonly reduction: Reduction

  constructor({ weight = null, posWeight = null, reduction = 'mean' }: BCEWithLogitsOptions = {}) {
    super()
    if (weight) this.weight = new Buffer(weight)
    if (posWeight) this.pos_weight = new Buffer(posWeight)
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    const { weight, pos_weight: posWeight, reduction } = this
    return binaryCrossEntropyWithLogits(x, target, { weight, posWeight, reduction })
  }
}

/** How a graph makes and runs it. */
export const bceWithLogitsLossBuilders = {
  BCEWithLogitsLoss: builder<{ reduction: Reduction; weight: number[] | null; pos_weight: number[] | null }>({
    module: (params) => new BCEWithLogitsLoss(weighted(params)),
    run: ([x, y], params) => binaryCrossEntropyWithLogits(x!, y!, weighted(params)),
    hits: (x, y) => binaryHits(x, y, 0),
    probabilities: sigmoid,
  }),
}
