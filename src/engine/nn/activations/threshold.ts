import type { Tensor } from '../../core/tensor'
import { threshold as replaceBelow } from '../../ops/rectifiers'
import type { InplaceOptions } from '../layers/relu'
import { pythonText } from '../text'
import { InplaceModule } from './inplace-module'
import { builder } from '../node-builder'

/**
 * x above the threshold, a fixed value from the threshold down.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends InplaceModule {
  constructor(
    readonly threshold: number,
    readonly value: number,
    options: InplaceOptions = {},
  ) {
    super(options)
  }

  override forward(x: Tensor): Tensor {
    return replaceBelow(x, this.threshold, this.value)
  }

  override extraRepr(): string {
    return `threshold=${pythonText(this.threshold)}, value=${pythonText(this.value)}${this.inplaceText()}`
  }
}

/** How a graph makes and runs it. */
export const thresholdBuilders = {
  Threshold: builder<{ inplace: boolean; threshold: number; value: number }>({
    module: ({ threshold: bound, value, ...rest }) => new Threshold(bound, value, rest),
    run: ([x], { threshold: bound, value }) => replaceBelow(x!, bound, value),
  }),
}
