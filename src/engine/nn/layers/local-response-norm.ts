import type { Tensor } from '../../core/tensor'
import { crossMapLRN2d } from '../../ops/cross-map-norm'
import { localResponseNorm, type LocalResponseNormOptions } from '../../ops/local-response-norm'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { floatText, pythonText } from '../text'

/**
 * Each value divided by a power of the mean square of its neighbouring channels.
 *
 * Shape: (N, C, *) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
 */
export class LocalResponseNorm extends Module {
  readonly alpha: number
  readonly beta: number
  readonly k: number

  constructor(
    readonly size: number,
    { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseNormOptions = {},
  ) {
    super()
    this.alpha = alpha
    this.beta = beta
    this.k = k
  }

  override forward(x: Tensor): Tensor {
    return localResponseNorm(x, this.size, this)
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${floatText(this.alpha)}, beta=${floatText(this.beta)}, k=${floatText(this.k)}`
  }
}

/**
 * LocalResponseNorm of images as Torch had it: of an even number of neighbours the last is left out.
 *
 * Shape: (N, C, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossMapLRN2d.html
 */
export class CrossMapLRN2d extends LocalResponseNorm {
  override forward(x: Tensor): Tensor {
    return crossMapLRN2d(x, this.size, this)
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${pythonText(this.alpha)}, beta=${pythonText(this.beta)}, k=${pythonText(this.k)}`
  }
}

/** How a graph makes and runs them. */
export const localResponseNormBuilders = {
  CrossMapLRN2d: builder<{ size: number }>({
    module: ({ size, ...rest }) => new CrossMapLRN2d(size, camelOptions(rest)),
  }),
  LocalResponseNorm: builder<{ size: number }>({
    module: ({ size, ...rest }) => new LocalResponseNorm(size, camelOptions(rest)),
    run: ([x], { size, ...rest }) => localResponseNorm(x!, size, camelOptions(rest)),
  }),
}
