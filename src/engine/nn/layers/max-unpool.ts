import { sameShape, shapeText, type Shape } from '../../core/shape'
import type { Tensor } from '../../core/tensor'
import { RuntimeError, ValueError } from '../../errors'
import { maxUnpool } from '../../ops/placed-pool'
import type { PoolSize } from '../../ops/pool'
import { Module } from '../module'
import { builder, camelOptions, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'

export interface MaxUnpoolOptions {
  /** Default: the window's size. */
  stride?: PoolSize | null
  /** As of the pooling; default 0. */
  padding?: PoolSize
}

export interface MaxUnpoolCallOptions extends MaxUnpoolOptions {
  /** Size of what was pooled; default: the smallest that gives as many windows. */
  outputSize?: PoolSize | null
}

type Unpool = (x: Tensor, indices: Tensor, kernelSize: PoolSize, options?: MaxUnpoolCallOptions) => Tensor

/** Values back at their places in a signal: (N, C, L) or (C, L), and indices alike → (N, C, L'). */
export function maxUnpool1d(
  x: Tensor,
  indices: Tensor,
  kernelSize: PoolSize,
  options: MaxUnpoolCallOptions = {},
): Tensor {
  return unpool(x, indices, each(kernelSize, 1), options)
}

/** Values back at their places in an image: (N, C, H, W) or (C, H, W), and indices alike → (N, C, H', W'). */
export function maxUnpool2d(
  x: Tensor,
  indices: Tensor,
  kernelSize: PoolSize,
  options: MaxUnpoolCallOptions = {},
): Tensor {
  return unpool(x, indices, each(kernelSize, 2), options)
}

/** Values back at their places in a volume: (N, C, D, H, W) or (C, D, H, W), and indices alike → (N, C, D', H', W'). */
export function maxUnpool3d(
  x: Tensor,
  indices: Tensor,
  kernelSize: PoolSize,
  options: MaxUnpoolCallOptions = {},
): Tensor {
  return unpool(x, indices, each(kernelSize, 3), options)
}

function unpool(
  x: Tensor,
  indices: Tensor,
  kernel: readonly number[],
  options: MaxUnpoolCallOptions,
): Tensor {
  check(x, indices, kernel.length)
  return maxUnpool(x, indices, sizesOf(x, kernel, options))
}

function each(size: PoolSize, rank: number): readonly number[] {
  return typeof size === 'number' ? Array.from({ length: rank }, () => size) : size
}

function check(x: Tensor, indices: Tensor, rank: number): void {
  const found = x.shape.length
  if (found !== rank + 1 && found !== rank + 2)
    throw new RuntimeError(
      rank === 3
        ? `Input to max_unpooling3d should be a 4d or 5d Tensor, but got a tensor with ${found} dimensions.`
        : `Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with ${found + 2 - rank} dimensions.`,
    )
  if (indices.dtype !== 'int64')
    throw new RuntimeError(
      `elements in indices should be type int64 but got: ${indices.dtype === 'bool' ? 'Bool' : 'Float'}`,
    )
  if (sameShape(x.shape, indices.shape)) return
  const shown = (shape: Shape): string => shapeText(rank === 1 ? [...shape, 1] : shape)
  throw new RuntimeError(
    `Expected shape of indices to be same as that of the input tensor (${shown(x.shape)}) but got indices tensor with shape: ${shown(indices.shape)}`,
  )
}

function sizesOf(x: Tensor, kernel: readonly number[], options: MaxUnpoolCallOptions): readonly number[] {
  const rank = kernel.length
  const stride = options.stride ? each(options.stride, rank) : kernel
  const padding = each(options.padding ?? 0, rank)
  const least = x.shape
    .slice(-rank)
    .map((size, axis) => (size - 1) * stride[axis]! + kernel[axis]! - 2 * padding[axis]!)
  if (options.outputSize === undefined || options.outputSize === null) return least
  const wanted = each(options.outputSize, rank)
  wanted.forEach((size, axis) => {
    const [low, high] = [least[axis]! - stride[axis]!, least[axis]! + stride[axis]!]
    if (size <= low || size >= high)
      throw new ValueError(
        `invalid output_size "${pythonText(wanted)}" (dim ${axis} must be between ${low} and ${high})`,
      )
  })
  return wanted
}

abstract class MaxUnpool extends Module {
  readonly stride: PoolSize
  readonly padding: PoolSize

  constructor(
    readonly kernelSize: PoolSize,
    { stride, padding = 0 }: MaxUnpoolOptions,
    private readonly rank: number,
  ) {
    super()
    this.stride = stride ?? kernelSize
    this.padding = padding
  }

  override extraRepr(): string {
    const text = (size: PoolSize): string => pythonText(each(size, this.rank))
    return `kernel_size=${text(this.kernelSize)}, stride=${text(this.stride)}, padding=${text(this.padding)}`
  }
}

/**
 * The values that MaxPool1d kept, back where they stood, and 0 elsewhere.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html
 */
export class MaxUnpool1d extends MaxUnpool {
  constructor(kernelSize: PoolSize, options: MaxUnpoolOptions = {}) {
    super(kernelSize, options, 1)
  }

  override forward(x: Tensor, indices: Tensor, outputSize: PoolSize | null = null): Tensor {
    return maxUnpool1d(x, indices, this.kernelSize, {
      stride: this.stride,
      padding: this.padding,
      outputSize,
    })
  }
}

/**
 * The values that MaxPool2d kept, back where they stood, and 0 elsewhere.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
 */
export class MaxUnpool2d extends MaxUnpool {
  constructor(kernelSize: PoolSize, options: MaxUnpoolOptions = {}) {
    super(kernelSize, options, 2)
  }

  override forward(x: Tensor, indices: Tensor, outputSize: PoolSize | null = null): Tensor {
    return maxUnpool2d(x, indices, this.kernelSize, {
      stride: this.stride,
      padding: this.padding,
      outputSize,
    })
  }
}

/**
 * The values that MaxPool3d kept, back where they stood, and 0 elsewhere.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html
 */
export class MaxUnpool3d extends MaxUnpool {
  constructor(kernelSize: PoolSize, options: MaxUnpoolOptions = {}) {
    super(kernelSize, options, 3)
  }

  override forward(x: Tensor, indices: Tensor, outputSize: PoolSize | null = null): Tensor {
    return maxUnpool3d(x, indices, this.kernelSize, {
      stride: this.stride,
      padding: this.padding,
      outputSize,
    })
  }
}

interface UnpoolParams {
  kernel_size: PoolSize
  output_size: PoolSize | null
}

function unpoolBuilder(
  Layer: new (kernelSize: PoolSize, options: MaxUnpoolOptions) => MaxUnpool1d | MaxUnpool2d | MaxUnpool3d,
  run: Unpool,
): NodeBuilder {
  return builder<UnpoolParams>({
    module: ({ kernel_size: size, ...rest }) => {
      const { output_size: _, ...options } = rest
      return new Layer(size, camelOptions(options))
    },
    call: (module, { input, indices }, { output_size: size }) =>
      (module as MaxUnpool2d).call(input!, indices!, size),
    run: ([x, indices], { kernel_size: size, ...rest }) => run(x!, indices!, size, camelOptions(rest)),
  })
}

/** How a graph makes and runs them. */
export const maxUnpoolBuilders = {
  MaxUnpool1d: unpoolBuilder(MaxUnpool1d, maxUnpool1d),
  MaxUnpool2d: unpoolBuilder(MaxUnpool2d, maxUnpool2d),
  MaxUnpool3d: unpoolBuilder(MaxUnpool3d, maxUnpool3d),
}
