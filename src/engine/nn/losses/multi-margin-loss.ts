import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { multiMarginLoss, type MultiMarginOptions } from '../../ops/class-margin-loss'
import type { Reduction } from '../../ops/loss-reduction'
import { Module } from '../module'
import { builder } from '../node-builder'
import { Buffer } from '../parameter'
import { classHits } from './hits'
import { weighted } from './weighted'

/**
 * The sum over all other classes of max(0, margin − x[class] + x[other])ᵖ, divided by C.
 *
 * Shape: x (N, C) or (C); target (N) or () with class indices → () unless `reduction` is 'none'.
 * Errors: `only p == 1 and p == 2 supported`; a weight of more dimensions; `target out of range`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
 */
export class MultiMarginLoss extends Module {
  weight: Buffer | null = null
  readonly p: number
  readonly margin: number
  readonly reduction: Reduction

  constructor({ p = 1, margin = 1, weight = null, reduction = 'mean' }: MultiMarginOptions = {}) {
    super()
    if (p !== 1 && p !== 2) throw new ValueError('only p == 1 and p == 2 supported')
    if (weight && weight.ndim !== 1)
      throw new ValueError(
        `MultiMarginLoss: expected weight to be None or 1D tensor, got ${weight.ndim}D instead`,
      )
    if (weight) this.weight = new Buffer(weight)
    this.p = p
    this.margin = margin
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const multiMarginLossBuilders = {
  MultiMarginLoss: builder<{ p: number; margin: number; weight: number[] | null; reduction: Reduction }>({
    module: (params) => new MultiMarginLoss(weighted(params)),
    run: ([x, y], params) => multiMarginLoss(x!, y!, weighted(params)),
    hits: classHits,
  }),
}
