import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { sub } from '../../ops/arithmetic'
import {
  tripletMarginWithDistanceLoss,
  type TripletMarginWithDistanceOptions,
} from '../../ops/embedding-loss'
import type { Reduction } from '../../ops/loss-reduction'
import { cosineSimilarity } from '../../ops/similarity'
import { PairwiseDistance } from '../layers/distance'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)) by a distance of one's own.
 *
 * Shape: three times as the distance takes it → () unless `reduction` is 'none'.
 * Errors: `TripletMarginWithDistanceLoss: expected margin to be greater than 0, got 0 instead`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html
 */
export class TripletMarginWithDistanceLoss extends Module {
  readonly distance_function: PairwiseDistance | ((a: Tensor, b: Tensor) => Tensor)
  readonly margin: number
  readonly swap: boolean
  readonly reduction: Reduction

  constructor({
    distanceFunction,
    margin = 1,
    swap = false,
    reduction = 'mean',
  }: TripletMarginWithDistanceOptions = {}) {
    super()
    if (margin <= 0) {
      throw new ValueError(
        `TripletMarginWithDistanceLoss: expected margin to be greater than 0, got ${margin} instead`,
      )
    }
    this.distance_function = distanceFunction ?? new PairwiseDistance()
    this.margin = margin
    this.swap = swap
    this.reduction = reduction
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { distance_function: distance, margin, swap, reduction } = this
    const distanceFunction =
      distance instanceof PairwiseDistance ? (a: Tensor, b: Tensor) => distance.call(a, b) : distance
    return tripletMarginWithDistanceLoss(anchor, positive, negative, {
      distanceFunction,
      margin,
      swap,
      reduction,
    })
  }
}

interface Params {
  distance_function: 'pairwise_distance' | 'cosine_distance'
  margin: number
  swap: boolean
  reduction: Reduction
}

function options({ distance_function: name, ...rest }: Params): TripletMarginWithDistanceOptions {
  return name === 'pairwise_distance' ? rest : { ...rest, distanceFunction: cosineDistance }
}

function cosineDistance(a: Tensor, b: Tensor): Tensor {
  return sub(1, cosineSimilarity(a, b))
}

/** How a graph makes and runs it. */
export const tripletMarginWithDistanceLossBuilders = {
  TripletMarginWithDistanceLoss: builder<Params>({
    module: (params) => new TripletMarginWithDistanceLoss(options(params)),
    run: ([anchor, positive, negative], params) =>
      tripletMarginWithDistanceLoss(anchor!, positive!, negative!, options(params)),
  }),
}
