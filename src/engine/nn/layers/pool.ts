import type { Tensor } from '../../core/tensor'
import { avgPool2d, type AvgPoolOptions, type PoolSize } from '../../ops/pool'
import { avgPool3d } from '../../ops/pool-volume'
import { avgPool1d, type AvgPool1dOptions } from '../../ops/pool1d'
import { Module } from '../module'
import { builder, camelOptions, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'

/** What the average poolings share: their options and text. */
abstract class AvgPool extends Module {
  readonly stride: PoolSize
  readonly padding: PoolSize
  readonly ceilMode: boolean
  readonly countIncludePad: boolean

  constructor(
    readonly kernelSize: PoolSize,
    { stride, padding = 0, ceilMode = false, countIncludePad = true }: AvgPool1dOptions,
  ) {
    super()
    this.stride = stride ?? kernelSize
    this.padding = padding
    this.ceilMode = ceilMode
    this.countIncludePad = countIncludePad
  }

  override extraRepr(): string {
    return `kernel_size=${pythonText(this.kernelSize)}, stride=${pythonText(this.stride)}, padding=${pythonText(this.padding)}`
  }
}

/**
 * The mean of each window of a signal.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends AvgPool {
  constructor(kernelSize: PoolSize, { stride, padding = 0, ...options }: AvgPool1dOptions = {}) {
    super(single(kernelSize), { ...options, stride: single(stride ?? kernelSize), padding: single(padding) })
  }

  override forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this)
  }
}

/**
 * The mean of each window.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends AvgPool {
  readonly divisorOverride: number | null

  constructor(kernelSize: PoolSize, { divisorOverride = null, ...options }: AvgPoolOptions = {}) {
    super(kernelSize, options)
    this.divisorOverride = divisorOverride
  }

  override forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this)
  }
}

/**
 * The mean of each window of a volume.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html
 */
export class AvgPool3d extends AvgPool {
  readonly divisorOverride: number | null

  constructor(kernelSize: PoolSize, { divisorOverride = null, ...options }: AvgPoolOptions = {}) {
    super(kernelSize, options)
    this.divisorOverride = divisorOverride
  }

  override forward(x: Tensor): Tensor {
    return avgPool3d(x, this.kernelSize, this)
  }
}

/** PyTorch keeps the sizes of AvgPool1d as tuples of one, and prints them so. */
function single(size: PoolSize): readonly number[] {
  return typeof size === 'number' ? [size] : [...size]
}

interface PoolParams {
  kernel_size: PoolSize
}

function poolBuilder<O extends object>(
  Pool: new (kernelSize: PoolSize, options: O) => Module,
  run: (x: Tensor, kernelSize: PoolSize, options: O) => Tensor,
): NodeBuilder {
  const optionsOf = (rest: object): O => camelOptions(rest) as unknown as O
  return builder<PoolParams>({
    module: ({ kernel_size: size, ...rest }) => new Pool(size, optionsOf(rest)),
    run: ([x], { kernel_size: size, ...rest }) => run(x!, size, optionsOf(rest)),
  })
}

/** How a graph makes and runs them. */
export const poolBuilders = {
  AvgPool1d: poolBuilder(AvgPool1d, avgPool1d),
  AvgPool2d: poolBuilder(AvgPool2d, avgPool2d),
  AvgPool3d: poolBuilder(AvgPool3d, avgPool3d),
}
