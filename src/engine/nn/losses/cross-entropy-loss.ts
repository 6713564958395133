import type { Tensor } from '../../core/tensor'
import { crossEntropy, type CrossEntropyOptions } from '../../ops/loss'
import type { Reduction } from '../../ops/loss-reduction'
import { softmax } from '../../ops/softmax'
import { Module } from '../module'
import { builder } from '../node-builder'
import { weighted } from './weighted'
import { classHits } from './hits'
import { Buffer } from '../parameter'

/**
 * −ln softmax(x)[class].
 *
 * Shape: x (N, C), (C) or (N, C, d₁, …); target (N), () or (N, d₁, …) with class indices, or as x with probabilities → ().
 * Errors: `Target 5 is out of bounds.`
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends Module {
  weight: Buffer | null = null
  readonly ignoreIndex: number
  readonly labelSmoothing: number
  readonly reduction: Reduction

  constructor({
    weight = null,
    ignoreIndex = -100,
    labelSmoothing = 0,
    reduction = 'mean',
  }: CrossEntropyOptions = {}) {
    super()
    if (weight) this.weight = new Buffer(weight)
    this.ignoreIndex = ignoreIndex
    this.labelSmoothing = labelSmoothing
    this.reduction = reduction
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return crossEntropy(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const crossEntropyLossBuilders = {
  CrossEntropyLoss: builder<{
    reduction: Reduction
    weight: number[] | null
    ignore_index: number
    label_smoothing: number
  }>({
    module: (params) => new CrossEntropyLoss(weighted(params)),
    run: ([x, y], params) => crossEntropy(x!, y!, weighted(params)),
    hits: classHits,
    probabilities: (x) => softmax(x, 1),
  }),
}
