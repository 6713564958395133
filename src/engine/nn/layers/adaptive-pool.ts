import type { Tensor } from '../../core/tensor'
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  type OutputSize,
} from '../../ops/adaptive-pool'
import { adaptiveAvgPool3d, adaptiveMaxPool3d } from '../../ops/pool-volume'
import { adaptiveMaxPoolWithIndices } from '../../ops/pool-with-indices'
import { Module } from '../module'
import { builder, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'
import type { Pooled } from './max-pool'

abstract class AdaptivePool extends Module {
  constructor(readonly outputSize: OutputSize) {
    super()
  }

  override extraRepr(): string {
    return `output_size=${pythonText(this.outputSize)}`
  }
}

export interface AdaptiveMaxPoolOptions<R extends boolean> {
  /** Give the places of the largest values too, counted in their plane; default false. */
  returnIndices?: R
}

abstract class AdaptiveMaxPool<R extends boolean> extends AdaptivePool {
  readonly returnIndices: R

  constructor(outputSize: OutputSize, { returnIndices }: AdaptiveMaxPoolOptions<R> = {}) {
    super(outputSize)
    this.returnIndices = returnIndices ?? (false as R)
  }

  protected pooled(
    x: Tensor,
    plain: (x: Tensor, outputSize: OutputSize) => Tensor,
    rank: 1 | 2 | 3,
  ): Pooled<R> {
    const { outputSize } = this
    const result = this.returnIndices ? adaptiveMaxPoolWithIndices(x, outputSize, rank) : plain(x, outputSize)
    return result as Pooled<R>
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
export class AdaptiveMaxPool1d<R extends boolean = false> extends AdaptiveMaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    return this.pooled(x, adaptiveMaxPool1d, 1)
  }
}

/**
 * The largest value of as many windows as the output has places; null keeps a length.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d<R extends boolean = false> extends AdaptiveMaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    return this.pooled(x, adaptiveMaxPool2d, 2)
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
export class AdaptiveMaxPool3d<R extends boolean = false> extends AdaptiveMaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    return this.pooled(x, adaptiveMaxPool3d, 3)
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

function adaptiveMaxBuilder(
  Layer: new (outputSize: OutputSize, options: AdaptiveMaxPoolOptions<boolean>) => Module,
  plain: (x: Tensor, outputSize: OutputSize) => Tensor,
  rank: 1 | 2 | 3,
): NodeBuilder {
  return builder<{ output_size: OutputSize; return_indices: boolean }>({
    module: ({ output_size: size, return_indices: returnIndices }) => new Layer(size, { returnIndices }),
    run: ([x], { output_size: size, return_indices: both }) =>
      both ? adaptiveMaxPoolWithIndices(x!, size, rank) : plain(x!, size),
  })
}

/** How a graph makes and runs them. */
export const adaptivePoolBuilders = {
  AdaptiveAvgPool1d: adaptiveBuilder(AdaptiveAvgPool1d, adaptiveAvgPool1d),
  AdaptiveAvgPool2d: adaptiveBuilder(AdaptiveAvgPool2d, adaptiveAvgPool2d),
  AdaptiveAvgPool3d: adaptiveBuilder(AdaptiveAvgPool3d, adaptiveAvgPool3d),
  AdaptiveMaxPool1d: adaptiveMaxBuilder(AdaptiveMaxPool1d, adaptiveMaxPool1d, 1),
  AdaptiveMaxPool2d: adaptiveMaxBuilder(AdaptiveMaxPool2d, adaptiveMaxPool2d, 2),
  AdaptiveMaxPool3d: adaptiveMaxBuilder(AdaptiveMaxPool3d, adaptiveMaxPool3d, 3),
}
