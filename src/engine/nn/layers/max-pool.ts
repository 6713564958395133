import type { Tensor } from '../../core/tensor'
import { maxPool2d, type MaxPoolOptions, type PoolSize } from '../../ops/pool'
import { maxPool3d } from '../../ops/pool-volume'
import { maxPool1dWithIndices, maxPool2dWithIndices, maxPool3dWithIndices } from '../../ops/pool-with-indices'
import { maxPool1d } from '../../ops/pool1d'
import { Module } from '../module'
import { builder, camelOptions, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'

/** What a pooling gives: with `returnIndices` the places of the largest values too. */
export type Pooled<R extends boolean> = R extends true ? [output: Tensor, indices: Tensor] : Tensor

export interface MaxPoolModuleOptions<R extends boolean> extends MaxPoolOptions {
  /** Give the places of the largest values too, counted in their plane; default false. */
  returnIndices?: R
}

/** What the max poolings share: their options and text. */
abstract class MaxPool<R extends boolean> extends Module {
  readonly returnIndices: R
  readonly stride: PoolSize
  readonly padding: PoolSize
  readonly dilation: PoolSize
  readonly ceilMode: boolean

  constructor(
    readonly kernelSize: PoolSize,
    options: MaxPoolModuleOptions<R> = {},
  ) {
    super()
    this.returnIndices = options.returnIndices ?? (false as R)
    this.stride = options.stride ?? kernelSize
    this.padding = options.padding ?? 0
    this.dilation = options.dilation ?? 1
    this.ceilMode = options.ceilMode ?? false
  }

  override extraRepr(): string {
    return (
      `kernel_size=${pythonText(this.kernelSize)}, stride=${pythonText(this.stride)}, padding=${pythonText(this.padding)}, ` +
      `dilation=${pythonText(this.dilation)}, ceil_mode=${pythonText(this.ceilMode)}`
    )
  }
}

/**
 * The largest value of each window of a signal.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d<R extends boolean = false> extends MaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    const pool = this.returnIndices ? maxPool1dWithIndices : maxPool1d
    return pool(x, this.kernelSize, this) as Pooled<R>
  }
}

/**
 * The largest value of each window.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d<R extends boolean = false> extends MaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    const pool = this.returnIndices ? maxPool2dWithIndices : maxPool2d
    return pool(x, this.kernelSize, this) as Pooled<R>
  }
}

/**
 * The largest value of each window of a volume.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html
 */
export class MaxPool3d<R extends boolean = false> extends MaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    const pool = this.returnIndices ? maxPool3dWithIndices : maxPool3d
    return pool(x, this.kernelSize, this) as Pooled<R>
  }
}

interface MaxPoolParams {
  kernel_size: PoolSize
  return_indices: boolean
}

type Pool<T> = (x: Tensor, kernelSize: PoolSize, options: MaxPoolOptions) => T

function maxPoolBuilder(
  Layer: new (kernelSize: PoolSize, options: MaxPoolModuleOptions<boolean>) => Module,
  plain: Pool<Tensor>,
  withIndices: Pool<[Tensor, Tensor]>,
): NodeBuilder {
  return builder<MaxPoolParams>({
    module: ({ kernel_size: size, ...rest }) => new Layer(size, camelOptions(rest)),
    run: ([x], { kernel_size: size, return_indices: both, ...rest }) =>
      (both ? withIndices : plain)(x!, size, camelOptions(rest)),
  })
}

/** How a graph makes and runs them. */
export const maxPoolBuilders = {
  MaxPool1d: maxPoolBuilder(MaxPool1d, maxPool1d, maxPool1dWithIndices),
  MaxPool2d: maxPoolBuilder(MaxPool2d, maxPool2d, maxPool2dWithIndices),
  MaxPool3d: maxPoolBuilder(MaxPool3d, maxPool3d, maxPool3dWithIndices),
}
