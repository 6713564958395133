import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import type { PoolSize } from '../../ops/pool'
import { fractionalMaxPool, type FractionalOptions } from '../../ops/pool-with-indices'
import { Module } from '../module'
import { builder, camelOptions, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'
import type { Pooled } from './max-pool'

export interface FractionalMaxPoolOptions<R extends boolean> extends FractionalOptions {
  /** Give the places of the largest values too, counted in their plane; default false. */
  returnIndices?: R
}

abstract class FractionalMaxPool<R extends boolean> extends Module {
  readonly outputSize: PoolSize | null
  readonly outputRatio: PoolSize | null
  readonly returnIndices: R

  constructor(
    readonly kernelSize: PoolSize,
    { outputSize = null, outputRatio = null, returnIndices }: FractionalMaxPoolOptions<R>,
  ) {
    super()
    const { name } = new.target
    if (outputSize === null && outputRatio === null)
      throw new ValueError(`${name} requires specifying either an output size, or a pooling ratio`)
    if (outputSize !== null && outputRatio !== null)
      throw new ValueError('only one of output_size and output_ratio may be specified')
    if ([outputRatio ?? 0.5].flat().some((share) => !(share > 0 && share < 1)))
      throw new ValueError(`output_ratio must be between 0 and 1 (got ${pythonText(outputRatio)})`)
    this.outputSize = outputSize
    this.outputRatio = outputRatio
    this.returnIndices = returnIndices ?? (false as R)
  }

  protected pooled(x: Tensor, rank: 2 | 3): Pooled<R> {
    const both = fractionalMaxPool(x, this.kernelSize, this, rank)
    return (this.returnIndices ? both : both[0]) as Pooled<R>
  }
}

/**
 * The largest value of windows whose places are drawn at random for each plane, in every pass.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html
 */
export class FractionalMaxPool2d<R extends boolean = false> extends FractionalMaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    return this.pooled(x, 2)
  }
}

/**
 * The largest value of windows of a volume whose places are drawn at random for each plane, in every pass.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool3d.html
 */
export class FractionalMaxPool3d<R extends boolean = false> extends FractionalMaxPool<R> {
  override forward(x: Tensor): Pooled<R> {
    return this.pooled(x, 3)
  }
}

interface FractionalParams {
  kernel_size: PoolSize
  return_indices: boolean
}

function fractionalBuilder(
  Layer: new (kernelSize: PoolSize, options: FractionalMaxPoolOptions<boolean>) => Module,
  rank: 2 | 3,
): NodeBuilder {
  return builder<FractionalParams>({
    module: ({ kernel_size: size, ...rest }) => new Layer(size, camelOptions(rest)),
    run: ([x], { kernel_size: size, return_indices: both, ...rest }) => {
      const [output, indices] = fractionalMaxPool(x!, size, camelOptions(rest), rank)
      return both ? [output, indices] : output
    },
  })
}

/** How a graph makes and runs them. */
export const fractionalMaxPoolBuilders = {
  FractionalMaxPool2d: fractionalBuilder(FractionalMaxPool2d, 2),
  FractionalMaxPool3d: fractionalBuilder(FractionalMaxPool3d, 3),
}
