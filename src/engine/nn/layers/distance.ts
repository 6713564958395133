import type { Tensor } from '../../core/tensor'
import { pairwiseDistance, type DistanceOptions } from '../../ops/embedding-loss'
import { cosineSimilarity, type SimilarityOptions } from '../../ops/similarity'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'

/**
 * The cosine of the angle between vectors along a dimension.
 *
 * Shape: two of one shape, or that broadcast → without that dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html
 */
export class CosineSimilarity extends Module {
  readonly dim: number
  readonly eps: number

  constructor({ dim = 1, eps = 1e-8 }: SimilarityOptions = {}) {
    super()
    this.dim = dim
    this.eps = eps
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this)
  }
}

/**
 * How far vectors along the last dimension are apart: the p-norm of x₁ − x₂ + eps.
 *
 * Shape: two of one shape, or that broadcast → without the last dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html
 */
export class PairwiseDistance extends Module {
  readonly p: number
  readonly eps: number
  readonly keepdim: boolean

  constructor({ p = 2, eps = 1e-6, keepdim = false }: DistanceOptions = {}) {
    super()
    this.p = p
    this.eps = eps
    this.keepdim = keepdim
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwiseDistance(x1, x2, this)
  }
}

/** How a graph makes and runs them. */
export const distanceBuilders = {
  CosineSimilarity: builder<{ dim: number; eps: number }>({
    module: (params) => new CosineSimilarity(camelOptions(params)),
    run: ([x1, x2], params) => cosineSimilarity(x1!, x2!, camelOptions(params)),
  }),
  PairwiseDistance: builder<{ p: number; eps: number; keepdim: boolean }>({
    module: (params) => new PairwiseDistance(camelOptions(params)),
    run: ([x1, x2], params) => pairwiseDistance(x1!, x2!, camelOptions(params)),
  }),
}
