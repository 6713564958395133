import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import type { Reduction } from '../../ops/loss-reduction'
import { tripletMarginLoss, type TripletMarginOptions } from '../../ops/embedding-loss'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)).
 *
 * Shape: three times (N, D) or (D) → () unless `reduction` is 'none'.
 * Errors: `TripletMarginLoss: expected margin to be greater than 0, got 0 instead`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
 */
export class TripletMarginLoss extends Module {
  readonly margin: number
  readonly p: number
  readonly eps: number
  readonly swap: boolean
  readonly reduction: Reduction

  constructor({
    margin = 1,
    p = 2,
    eps = 1e-6,
    swap = false,
    reduction = 'mean',
  }: TripletMarginOptions = {}) {
    super()
    if (margin <= 0) {
      throw new ValueError(`TripletMarginLoss: expected margin to be greater than 0, got ${margin} instead`)
    }
    this.margin = margin
    this.p = p
    this.eps = eps
    this.swap = swap
    this.reduction = reduction
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this)
  }
}

/** How a graph makes and runs it. */
export const tripletMarginLossBuilders = {
  TripletMarginLoss: builder<{ reduction: Reduction; margin: number; p: number; eps: number; swap: boolean }>(
    {
      module: (params) => new TripletMarginLoss(params),
      run: ([anchor, positive, negative], params) => tripletMarginLoss(anchor!, positive!, negative!, params),
    },
  ),
}
