import type { Tensor } from '../../core/tensor'
import { lpPool2d, type LPPoolOptions } from '../../ops/lp-pool'
import type { PoolSize } from '../../ops/pool'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { pythonText } from '../text'

/**
 * The p-norm of each window: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
 */
export class LPPool2d extends Module {
  readonly stride: PoolSize | null
  readonly ceilMode: boolean

  constructor(
    readonly normType: number,
    readonly kernelSize: PoolSize,
    { stride = null, ceilMode = false }: LPPoolOptions = {},
  ) {
    super()
    this.stride = stride
    this.ceilMode = ceilMode
  }

  override forward(x: Tensor): Tensor {
    return lpPool2d(x, this.normType, this.kernelSize, this)
  }

  override extraRepr(): string {
    return (
      `norm_type=${pythonText(this.normType)}, kernel_size=${pythonText(this.kernelSize)}, ` +
      `stride=${pythonText(this.stride)}, ceil_mode=${pythonText(this.ceilMode)}`
    )
  }
}

/** How a graph makes and runs it. */
export const lpPool2dBuilders = {
  LPPool2d: builder<{ norm_type: number; kernel_size: PoolSize }>({
    module: ({ norm_type: p, kernel_size: size, ...rest }) => new LPPool2d(p, size, camelOptions(rest)),
    run: ([x], { norm_type: p, kernel_size: size, ...rest }) => lpPool2d(x!, p, size, camelOptions(rest)),
  }),
}
