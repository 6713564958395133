import type { Tensor } from '../../core/tensor'
import { softplus } from '../../ops/smooth-activations'
import { Module } from '../module'
import { builder } from '../node-builder'
import { floatText } from '../text'

/**
 * ln(1 + e^(beta · x)) / beta, and x itself where beta · x is above the threshold.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export class Softplus extends Module {
  constructor(
    readonly beta = 1,
    readonly threshold = 20,
  ) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return softplus(x, this.beta, this.threshold)
  }

  override extraRepr(): string {
    return `beta=${floatText(this.beta)}, threshold=${floatText(this.threshold)}`
  }
}

/** How a graph makes and runs it. */
export const softplusBuilders = {
  Softplus: builder<{ beta: number; threshold: number }>({
    module: ({ beta, threshold }) => new Softplus(beta, threshold),
    run: ([x], { beta, threshold }) => softplus(x!, beta, threshold),
  }),
}
