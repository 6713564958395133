import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { marginRankingLoss, type MarginRankingOptions } from '../../ops/margin-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * max(0, −y · (a − b) + margin): a is to be the larger one where y is 1, b where y is −1.
 *
 * Shape: a, b and y (*) → () unless `reduction` is 'none'.
 * Errors: ranks that differ → `margin_ranking_loss : All input tensors should have same dimension but got sizes: …`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
 */
export class MarginRankingLoss extends Module {
  readonly margin: number
  readonly reduction: Reduction

  constructor({ margin = 0, reduction = 'mean' }: MarginRankingOptions = {}) {
    super()
    this.margin = margin
    this.reduction = reduction
  }

  override forward(a: Tensor, b: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(a, b, target, this)
  }
}

/** How a graph makes and runs it. */
export const marginRankingLossBuilders = {
  MarginRankingLoss: builder<{ margin: number; reduction: Reduction }>({
    module: (params) => new MarginRankingLoss(params),
    run: ([a, b, y], params) => marginRankingLoss(a!, b!, y!, params),
  }),
}
