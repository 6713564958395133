import type { Tensor } from '../../core/tensor'
import type { MaxPoolOptions, PoolSize } from '../../ops/pool'
import { avgPool1d, maxPool1d, type AvgPool1dOptions } from '../../ops/pool1d'
import { Module } from '../module'
import { pythonText } from '../text'

/**
 * The largest value of each window of a signal.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d extends Module {
  readonly stride: PoolSize
  readonly padding: PoolSize
  readonly dilation: PoolSize
  readonly ceilMode: boolean

  constructor(
    readonly kernelSize: PoolSize,
    options: MaxPoolOptions = {},
  ) {
    super()
    this.stride = options.stride ?? kernelSize
    this.padding = options.padding ?? 0
    this.dilation = options.dilation ?? 1
    this.ceilMode = options.ceilMode ?? false
  }

  override forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this)
  }

  override extraRepr(): string {
    return (
      `kernel_size=${pythonText(this.kernelSize)}, stride=${pythonText(this.stride)}, padding=${pythonText(this.padding)}, ` +
      `dilation=${pythonText(this.dilation)}, ceil_mode=${pythonText(this.ceilMode)}`
    )
  }
}

/**
 * The mean of each window of a signal.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends Module {
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly ceilMode: boolean
  readonly countIncludePad: boolean

  constructor(kernelSize: PoolSize, options: AvgPool1dOptions = {}) {
    super()
    this.kernelSize = single(kernelSize)
    this.stride = single(options.stride ?? kernelSize)
    this.padding = single(options.padding ?? 0)
    this.ceilMode = options.ceilMode ?? false
    this.countIncludePad = options.countIncludePad ?? true
  }

  override forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this)
  }

  override extraRepr(): string {
    return `kernel_size=${pythonText(this.kernelSize)}, stride=${pythonText(this.stride)}, padding=${pythonText(this.padding)}`
  }
}

/** PyTorch keeps the sizes of AvgPool1d as tuples of one, and prints them so. */
function single(size: PoolSize): readonly number[] {
  return typeof size === 'number' ? [size] : [...size]
}
