import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { binaryCrossEntropy, type BCEOptions } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder } from '../node-builder'
import { weighted } from './weighted'
import { binaryHits } from './hits'
import { Buffer } from '../parameter'

/**
 * −(y · ln x + (1 − y) · ln(1 − x)) for probabilities x.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Errors: sizes that differ; `all elements of input should be between 0 and 1`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export class BCELoss extends Module {
  weight: Buffer | null = null
  readonly reduction: Reduction

  constructor({ weight = null, reduction = 'mean' }: BCEOptions = {}) {
    super()
    if (weight) this.weight = new Buffer(weight)
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const bceLossBuilders = {
  BCELoss: builder<{ reduction: Reduction; weight: number[] | null }>({
    module: (params) => new BCELoss(weighted(params)),
    run: ([x, y], params) => binaryCrossEntropy(x!, y!, weighted(params)),
    hits: (x, y) => binaryHits(x, y, 0.5),
    probabilities: (x) => x,
  }),
}
