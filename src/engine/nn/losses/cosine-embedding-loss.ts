import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { cosineEmbeddingLoss, type CosineEmbeddingOptions } from '../../ops/embedding-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * 1 − cos(a, b) where the target is 1, max(0, cos(a, b) − margin) where it is −1.
 *
 * Shape: a and b (N, D), target (N), or (D) and () → () unless `reduction` is 'none'.
 * Errors: `0D or 1D target tensor expected, multi-target not supported`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
 */
export class CosineEmbeddingLoss extends Module {
  readonly margin: number
  readonly reduction: Reduction

  constructor({ margin = 0, reduction = 'mean' }: CosineEmbeddingOptions = {}) {
    super()
    this.margin = margin
    this.reduction = reduction
  }

  override forward(a: Tensor, b: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(a, b, target, this)
  }
}

/** How a graph makes and runs it. */
export const cosineEmbeddingLossBuilders = {
  CosineEmbeddingLoss: builder<{ reduction: Reduction; margin: number }>({
    module: (params) => new CosineEmbeddingLoss(params),
    run: ([a, b, y], params) => cosineEmbeddingLoss(a!, b!, y!, params),
  }),
}
