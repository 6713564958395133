import type { Tensor } from '../../core/tensor'
import { lpPool1d, lpPool2d, lpPool3d, type LPPoolOptions } from '../../ops/lp-pool'
import type { PoolSize } from '../../ops/pool'
import { Module } from '../module'
import { builder, camelOptions, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'

/** What they share: their options and text. */
abstract class LPPool extends Module {
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

  override extraRepr(): string {
    return (
      `norm_type=${pythonText(this.normType)}, kernel_size=${pythonText(this.kernelSize)}, ` +
      `stride=${pythonText(this.stride)}, ceil_mode=${pythonText(this.ceilMode)}`
    )
  }
}

/**
 * The p-norm of each window of a signal: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html
 */
export class LPPool1d extends LPPool {
  override forward(x: Tensor): Tensor {
    return lpPool1d(x, this.normType, this.kernelSize, this)
  }
}

/**
 * The p-norm of each window: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
 */
export class LPPool2d extends LPPool {
  override forward(x: Tensor): Tensor {
    return lpPool2d(x, this.normType, this.kernelSize, this)
  }
}

/**
 * The p-norm of each window of a volume: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html
 */
export class LPPool3d extends LPPool {
  override forward(x: Tensor): Tensor {
    return lpPool3d(x, this.normType, this.kernelSize, this)
  }
}

interface Params {
  norm_type: number
  kernel_size: PoolSize
}

function lpPoolBuilder(
  Pool: new (normType: number, kernelSize: PoolSize, options: LPPoolOptions) => LPPool,
  run: typeof lpPool2d,
): NodeBuilder {
  return builder<Params>({
    module: ({ norm_type: p, kernel_size: size, ...rest }) => new Pool(p, size, camelOptions(rest)),
    run: ([x], { norm_type: p, kernel_size: size, ...rest }) => run(x!, p, size, camelOptions(rest)),
  })
}

/** How a graph makes and runs them. */
export const lpPoolBuilders = {
  LPPool1d: lpPoolBuilder(LPPool1d, lpPool1d),
  LPPool2d: lpPoolBuilder(LPPool2d, lpPool2d),
  LPPool3d: lpPoolBuilder(LPPool3d, lpPool3d),
}
