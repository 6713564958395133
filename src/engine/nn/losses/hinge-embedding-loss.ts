import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { hingeEmbeddingLoss, type HingeEmbeddingOptions } from '../../ops/embedding-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * x where the target is 1, max(0, margin − x) where it is −1.
 *
 * Shape: x and target (*) → () unless `reduction` is 'none'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
 */
export class HingeEmbeddingLoss extends Module {
  readonly margin: number
  readonly reduction: Reduction

  constructor({ margin = 1, reduction = 'mean' }: HingeEmbeddingOptions = {}) {
    super()
    this.margin = margin
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const hingeEmbeddingLossBuilders = {
  HingeEmbeddingLoss: builder<{ reduction: Reduction; margin: number }>({
    module: (params) => new HingeEmbeddingLoss(params),
    run: ([x, y], params) => hingeEmbeddingLoss(x!, y!, params),
  }),
}
