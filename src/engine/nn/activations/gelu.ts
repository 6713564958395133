import type { Tensor } from '../../core/tensor'
import { gelu, type GeluOptions } from '../../ops/smooth-activations'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * x · Φ(x), where Φ is the share of a normal distribution below x; exact, or by a formula with tanh.
 *
 * Shape: (*) → (*).
 * Errors: `approximate argument must be either none or tanh.`, when it runs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Module {
  readonly approximate: 'none' | 'tanh'

  constructor({ approximate = 'none' }: GeluOptions = {}) {
    super()
    this.approximate = approximate
  }

  override forward(x: Tensor): Tensor {
    return gelu(x, this)
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`
  }
}

/** How a graph makes and runs it. */
export const geluBuilders = {
  GELU: builder<{ approximate: 'none' | 'tanh' }>({
    module: (params) => new GELU(params),
    run: ([x], params) => gelu(x!, params),
  }),
}
