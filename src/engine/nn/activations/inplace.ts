/** Activations whose only option is `inplace`. */
import type { Tensor } from '../../core/tensor'
import { hardsigmoid, hardswish, relu6 } from '../../ops/rectifiers'
import { mish, selu, silu } from '../../ops/smooth-activations'
import { InplaceModule } from './inplace-module'
import { builder } from '../node-builder'

/**
 * min(max(0, x), 6).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends InplaceModule {
  override forward(x: Tensor): Tensor {
    return relu6(x)
  }
}

/**
 * scale · (max(0, x) + min(0, alpha · (eˣ − 1))), with the constants that keep mean 0 and variance 1.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends InplaceModule {
  override forward(x: Tensor): Tensor {
    return selu(x)
  }
}

/**
 * x · sigmoid(x), also called swish.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends InplaceModule {
  override forward(x: Tensor): Tensor {
    return silu(x)
  }
}

/**
 * x · tanh(ln(1 + eˣ)).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends InplaceModule {
  override forward(x: Tensor): Tensor {
    return mish(x)
  }
}

/**
 * x · min(max(0, x + 3), 6) / 6.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends InplaceModule {
  override forward(x: Tensor): Tensor {
    return hardswish(x)
  }

  override extraRepr(): string {
    return ''
  }
}

/**
 * min(max(0, x + 3), 6) / 6.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends InplaceModule {
  override forward(x: Tensor): Tensor {
    return hardsigmoid(x)
  }

  override extraRepr(): string {
    return ''
  }
}

/** How a graph makes and runs them. */
export const inplaceBuilders = {
  ReLU6: builder<{ inplace: boolean }>({ module: (params) => new ReLU6(params), run: ([x]) => relu6(x!) }),
  SELU: builder<{ inplace: boolean }>({ module: (params) => new SELU(params), run: ([x]) => selu(x!) }),
  SiLU: builder<{ inplace: boolean }>({ module: (params) => new SiLU(params), run: ([x]) => silu(x!) }),
  Mish: builder<{ inplace: boolean }>({ module: (params) => new Mish(params), run: ([x]) => mish(x!) }),
  Hardswish: builder<{ inplace: boolean }>({
    module: (params) => new Hardswish(params),
    run: ([x]) => hardswish(x!),
  }),
  Hardsigmoid: builder<{ inplace: boolean }>({
    module: (params) => new Hardsigmoid(params),
    run: ([x]) => hardsigmoid(x!),
  }),
}
