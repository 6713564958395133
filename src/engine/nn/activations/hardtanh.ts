import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { hardtanh } from '../../ops/rectifiers'
import type { InplaceOptions } from '../layers/relu'
import { floatText } from '../text'
import { InplaceModule } from './inplace-module'
import { builder } from '../node-builder'

/**
 * x kept between two bounds.
 *
 * Shape: (*) → (*).
 * Errors: max_val is not above min_val.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
 */
export class Hardtanh extends InplaceModule {
  constructor(
    readonly minVal = -1,
    readonly maxVal = 1,
    options: InplaceOptions = {},
  ) {
    super(options)
    if (maxVal <= minVal) throw new ValueError(`max_val (${maxVal}) must be above min_val (${minVal})`)
  }

  override forward(x: Tensor): Tensor {
    return hardtanh(x, this.minVal, this.maxVal)
  }

  override extraRepr(): string {
    return `min_val=${floatText(this.minVal)}, max_val=${floatText(this.maxVal)}${this.inplaceText()}`
  }
}

/** How a graph makes and runs it. */
export const hardtanhBuilders = {
  Hardtanh: builder<{ inplace: boolean; min_val: number; max_val: number }>({
    module: ({ min_val: min, max_val: max, ...rest }) => new Hardtanh(min, max, rest),
    run: ([x], { min_val: min, max_val: max }) => hardtanh(x!, min, max),
  }),
}
