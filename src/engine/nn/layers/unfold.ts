import type { Tensor } from '../../core/tensor'
import type { PoolSize } from '../../ops/pool'
import { fold, unfold, type UnfoldOptions } from '../../ops/unfold'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { pythonText } from '../text'

abstract class Blocks extends Module {
  readonly dilation: PoolSize
  readonly padding: PoolSize
  readonly stride: PoolSize

  constructor(
    readonly kernelSize: PoolSize,
    { dilation = 1, padding = 0, stride = 1 }: UnfoldOptions = {},
  ) {
    super()
    this.dilation = dilation
    this.padding = padding
    this.stride = stride
  }

  override extraRepr(): string {
    return `kernel_size=${pythonText(this.kernelSize)}, dilation=${pythonText(this.dilation)}, padding=${pythonText(this.padding)}, stride=${pythonText(this.stride)}`
  }
}

/**
 * The values under a window at each of its places, as columns.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C·kH·kW, L) with L places.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html
 */
export class Unfold extends Blocks {
  override forward(x: Tensor): Tensor {
    return unfold(x, this.kernelSize, this)
  }
}

/**
 * Columns of blocks added up where they lie in an image.
 *
 * Shape: (N, C·kH·kW, L) or (C·kH·kW, L) → (N, C, H, W) with the given size.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html
 */
export class Fold extends Blocks {
  constructor(
    readonly outputSize: PoolSize,
    kernelSize: PoolSize,
    options: UnfoldOptions = {},
  ) {
    super(kernelSize, options)
  }

  override forward(x: Tensor): Tensor {
    return fold(x, this.outputSize, this.kernelSize, this)
  }

  override extraRepr(): string {
    return `output_size=${pythonText(this.outputSize)}, ${super.extraRepr()}`
  }
}

interface BlockParams {
  kernel_size: PoolSize
}

/** How a graph makes and runs them. */
export const unfoldBuilders = {
  Unfold: builder<BlockParams>({
    module: ({ kernel_size: size, ...rest }) => new Unfold(size, camelOptions(rest)),
    run: ([x], { kernel_size: size, ...rest }) => unfold(x!, size, camelOptions(rest)),
  }),
  Fold: builder<BlockParams & { output_size: PoolSize }>({
    module: ({ output_size: to, kernel_size: size, ...rest }) => new Fold(to, size, camelOptions(rest)),
    run: ([x], { output_size: to, kernel_size: size, ...rest }) => fold(x!, to, size, camelOptions(rest)),
  }),
}
