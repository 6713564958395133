import { full } from '../../core/create'
import type { Tensor } from '../../core/tensor'
import { prelu } from '../../ops/rectifiers'
import { Module } from '../module'
import { builder } from '../node-builder'
import { Parameter } from '../parameter'

export interface PReLUOptions {
  /** What the slopes start with; default 0.25. */
  init?: number
}

/**
 * x above 0, weight · x from 0 down, where the weight is learned: one, or one for each channel.
 *
 * Shape: (N, C, *) → (N, C, *), or (*) → (*) with one weight.
 * Errors: `Mismatch of parameter numbers and input channel size. Found parameter numbers = 3 and channel size = 4.`
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module {
  weight: Parameter
  readonly init: number

  constructor(
    readonly numParameters = 1,
    { init = 0.25 }: PReLUOptions = {},
  ) {
    super()
    this.init = init
    this.weight = new Parameter(full([numParameters], init))
  }

  override forward(x: Tensor): Tensor {
    return prelu(x, this.weight)
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`
  }
}

/** How a graph makes and runs it. */
export const preluBuilders = {
  PReLU: builder<{ num_parameters: number; init: number }>({
    module: ({ num_parameters: count, ...rest }) => new PReLU(count, rest),
  }),
}
