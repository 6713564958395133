import type { Tensor } from '../../core/tensor'
import { leakyRelu } from '../../ops/rectifiers'
import type { InplaceOptions } from '../layers/relu'
import { floatText } from '../text'
import { InplaceModule } from './inplace-module'
import { builder } from '../node-builder'

/**
 * x above 0, negative_slope · x from 0 down.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends InplaceModule {
  constructor(
    readonly negativeSlope = 0.01,
    options: InplaceOptions = {},
  ) {
    super(options)
  }

  override forward(x: Tensor): Tensor {
    return leakyRelu(x, this.negativeSlope)
  }

  override extraRepr(): string {
    return `negative_slope=${floatText(this.negativeSlope)}${this.inplaceText()}`
  }
}

/** How a graph makes and runs it. */
export const leakyReluBuilders = {
  LeakyReLU: builder<{ inplace: boolean; negative_slope: number }>({
    module: ({ negative_slope: slope, ...rest }) => new LeakyReLU(slope, rest),
    run: ([x], { negative_slope: slope }) => leakyRelu(x!, slope),
  }),
}
