import type { Tensor } from '../../core/tensor'
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  type OutputSize,
} from '../../ops/adaptive-pool'
import { Module } from '../module'
import { builder } from '../node-builder'
import { pythonText } from '../text'

abstract class AdaptivePool extends Module {
  constructor(readonly outputSize: OutputSize) {
    super()
  }

  override extraRepr(): string {
    return `output_size=${pythonText(this.outputSize)}`
  }
}

/**
 * The mean of as many windows as the output has places.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends AdaptivePool {
  override forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize)
  }
}

/**
 * The mean of as many windows as the output has places; null keeps a length.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends AdaptivePool {
  override forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize)
  }
}

/**
 * The largest value of as many windows as the output has places.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d extends AdaptivePool {
  override forward(x: Tensor): Tensor {
    return adaptiveMaxPool1d(x, this.outputSize)
  }
}

/**
 * The largest value of as many windows as the output has places; null keeps a length.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d extends AdaptivePool {
  override forward(x: Tensor): Tensor {
    return adaptiveMaxPool2d(x, this.outputSize)
  }
}

/** How a graph makes and runs them. */
export const adaptivePoolBuilders = {
  AdaptiveAvgPool1d: builder<{ output_size: OutputSize }>({
    module: ({ output_size: size }) => new AdaptiveAvgPool1d(size),
    run: ([x], { output_size: size }) => adaptiveAvgPool1d(x!, size),
  }),
  AdaptiveAvgPool2d: builder<{ output_size: OutputSize }>({
    module: ({ output_size: size }) => new AdaptiveAvgPool2d(size),
    run: ([x], { output_size: size }) => adaptiveAvgPool2d(x!, size),
  }),
  AdaptiveMaxPool1d: builder<{ output_size: OutputSize }>({
    module: ({ output_size: size }) => new AdaptiveMaxPool1d(size),
    run: ([x], { output_size: size }) => adaptiveMaxPool1d(x!, size),
  }),
  AdaptiveMaxPool2d: builder<{ output_size: OutputSize }>({
    module: ({ output_size: size }) => new AdaptiveMaxPool2d(size),
    run: ([x], { output_size: size }) => adaptiveMaxPool2d(x!, size),
  }),
}
