import type { Tensor } from '../../core/tensor'
import { celu, elu } from '../../ops/smooth-activations'
import type { InplaceOptions } from '../layers/relu'
import { floatText } from '../text'
import { InplaceModule } from './inplace-module'
import { builder } from '../node-builder'

abstract class AlphaModule extends InplaceModule {
  constructor(
    readonly alpha = 1,
    options: InplaceOptions = {},
  ) {
    super(options)
  }

  override extraRepr(): string {
    return `alpha=${floatText(this.alpha)}${this.inplaceText()}`
  }
}

/**
 * x above 0, alpha · (eˣ − 1) from 0 down.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html
 */
export class ELU extends AlphaModule {
  override forward(x: Tensor): Tensor {
    return elu(x, this.alpha)
  }
}

/**
 * x above 0, alpha · (e^(x/alpha) − 1) from 0 down.
 *
 * Shape: (*) → (*).
 * Errors: alpha is 0 → `ZeroDivisionError: alpha cannot be 0 for CELU`, when it runs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html
 */
export class CELU extends AlphaModule {
  override forward(x: Tensor): Tensor {
    return celu(x, this.alpha)
  }
}

/** How a graph makes and runs them. */
export const eluBuilders = {
  ELU: builder<{ inplace: boolean; alpha: number }>({
    module: ({ alpha, ...rest }) => new ELU(alpha, rest),
    run: ([x], { alpha }) => elu(x!, alpha),
  }),
  CELU: builder<{ inplace: boolean; alpha: number }>({
    module: ({ alpha, ...rest }) => new CELU(alpha, rest),
    run: ([x], { alpha }) => celu(x!, alpha),
  }),
}
