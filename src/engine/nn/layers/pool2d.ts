import type { Tensor } from '../../core/tensor'
import { avgPool2d, maxPool2d, type AvgPoolOptions, type MaxPoolOptions, type PoolSize } from '../../ops/pool'
import { Module } from '../module'
import { pythonText } from '../text'

/**
 * The largest value of each window.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends Module {
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
    return maxPool2d(x, this.kernelSize, this)
  }

  override extraRepr(): string {
    return (
      `kernel_size=${pythonText(this.kernelSize)}, stride=${pythonText(this.stride)}, padding=${pythonText(this.padding)}, ` +
      `dilation=${pythonText(this.dilation)}, ceil_mode=${pythonText(this.ceilMode)}`
    )
  }
}

/**
 * The mean of each window.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends Module {
  readonly stride: PoolSize
  readonly padding: PoolSize
  readonly ceilMode: boolean
  readonly countIncludePad: boolean
  readonly divisorOverride: number | null

  constructor(
    readonly kernelSize: PoolSize,
    options: AvgPoolOptions = {},
  ) {
    super()
    this.stride = options.stride ?? kernelSize
    this.padding = options.padding ?? 0
    this.ceilMode = options.ceilMode ?? false
    this.countIncludePad = options.countIncludePad ?? true
    this.divisorOverride = options.divisorOverride ?? null
  }

  override forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this)
  }

  override extraRepr(): string {
    return `kernel_size=${pythonText(this.kernelSize)}, stride=${pythonText(this.stride)}, padding=${pythonText(this.padding)}`
  }
}
