import type { Tensor } from '../../core/tensor'
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  type OutputSize,
} from '../../ops/adaptive-pool'
import { adaptiveAvgPool3d, adaptiveMaxPool3d } from '../../ops/pool-volume'
import { Module } from '../module'
import { builder, type NodeBuilder } from '../node-builder'
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

/**
 * The mean of as many windows of a volume as the output has places; null keeps a length.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html
 */
export class AdaptiveAvgPool3d extends AdaptivePool {
  override forward(x: Tensor): Tensor {
    return adaptiveAvgPool3d(x, this.outputSize)
  }
}

/**
 * The largest value of as many windows of a volume as the output has places; null keeps a length.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html
 */
export class AdaptiveMaxPool3d extends AdaptivePool {
  override forward(x: Tensor): Tensor {
    return adaptiveMaxPool3d(x, this.outputSize)
  }
}

function adaptiveBuilder(
  Pool: new (outputSize: OutputSize) => AdaptivePool,
  run: (x: Tensor, outputSize: OutputSize) => Tensor,
): NodeBuilder {
  return builder<{ output_size: OutputSize }>({
    module: ({ output_size: size }) => new Pool(size),
    run: ([x], { output_size: size }) => run(x!, size),
  })
}

/** How a graph makes and runs them. */
export const adaptivePoolBuilders = {
  AdaptiveAvgPool1d: adaptiveBuilder(AdaptiveAvgPool1d, adaptiveAvgPool1d),
  AdaptiveAvgPool2d: adaptiveBuilder(AdaptiveAvgPool2d, adaptiveAvgPool2d),
  AdaptiveAvgPool3d: adaptiveBuilder(AdaptiveAvgPool3d, adaptiveAvgPool3d),
  AdaptiveMaxPool1d: adaptiveBuilder(AdaptiveMaxPool1d, adaptiveMaxPool1d),
  AdaptiveMaxPool2d: adaptiveBuilder(AdaptiveMaxPool2d, adaptiveMaxPool2d),
  AdaptiveMaxPool3d: adaptiveBuilder(AdaptiveMaxPool3d, adaptiveMaxPool3d),
}
