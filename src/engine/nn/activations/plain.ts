/** Activations without options. */
import type { Tensor } from '../../core/tensor'
import { sigmoid, tanh } from '../../ops/elementwise'
import { logSigmoid, softsign, tanhshrink } from '../../ops/smooth-activations'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * 1 / (1 + e⁻ˣ).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
 */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return sigmoid(x)
  }
}

/**
 * ln(1 / (1 + e⁻ˣ)).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return logSigmoid(x)
  }
}

/**
 * The hyperbolic tangent.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html
 */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return tanh(x)
  }
}

/**
 * x − tanh(x).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Module {
  override forward(x: Tensor): Tensor {
    return tanhshrink(x)
  }
}

/**
 * x / (1 + |x|).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Module {
  override forward(x: Tensor): Tensor {
    return softsign(x)
  }
}

/** How a graph makes and runs them. */
export const plainBuilders = {
  Sigmoid: builder({ module: () => new Sigmoid(), run: ([x]) => sigmoid(x!) }),
  LogSigmoid: builder({ module: () => new LogSigmoid(), run: ([x]) => logSigmoid(x!) }),
  Tanh: builder({ module: () => new Tanh(), run: ([x]) => tanh(x!) }),
  Tanhshrink: builder({ module: () => new Tanhshrink(), run: ([x]) => tanhshrink(x!) }),
  Softsign: builder({ module: () => new Softsign(), run: ([x]) => softsign(x!) }),
}
