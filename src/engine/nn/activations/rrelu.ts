import type { Tensor } from '../../core/tensor'
import { rrelu } from '../../ops/rrelu'
import type { InplaceOptions } from '../layers/relu'
import { pythonText } from '../text'
import { InplaceModule } from './inplace-module'
import { builder } from '../node-builder'

/**
 * x above 0, a slope times x from 0 down: while training one that is drawn from lower to upper for each such value, else their mean.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RReLU.html
 */
export class RReLU extends InplaceModule {
  constructor(
    readonly lower = 1 / 8,
    readonly upper = 1 / 3,
    options: InplaceOptions = {},
  ) {
    super(options)
  }

  override forward(x: Tensor): Tensor {
    return rrelu(x, this.lower, this.upper, this.training)
  }

  override extraRepr(): string {
    return `lower=${pythonText(this.lower)}, upper=${pythonText(this.upper)}${this.inplaceText()}`
  }
}

/** How a graph makes and runs it. */
export const rreluBuilders = {
  RReLU: builder<{ inplace: boolean; lower: number; upper: number }>({
    module: ({ lower, upper, ...rest }) => new RReLU(lower, upper, rest),
    run: ([x], { lower, upper }, { training }) => rrelu(x!, lower, upper, training),
  }),
}
