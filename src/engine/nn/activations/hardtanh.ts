import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { hardtanh } from '../../ops/rectifiers'
import type { InplaceOptions } from '../layers/relu'
import { floatText } from '../text'
import { InplaceModule } from './inplace-module'

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
