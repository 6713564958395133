import { shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { asOneRow } from './batched'
import { avgPool2d, maxPool2d, type AvgPoolOptions, type MaxPoolOptions, type PoolSize } from './pool'

/**
 * The largest value of each window of a signal; the gradient goes to the first of equals.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 */
export function maxPool1d(x: Tensor, kernelSize: PoolSize, options: MaxPoolOptions = {}): Tensor {
  const { stride, padding = 0, dilation = 1, ceilMode = false } = options
  return inOneRow('max_pool1d', x, (row) =>
    maxPool2d(row, flat(kernelSize, 1), {
      stride: flat(stride ?? kernelSize, 1),
      padding: flat(padding, 0),
      dilation: flat(dilation, 1),
      ceilMode,
    }),
  )
}

export type AvgPool1dOptions = Omit<AvgPoolOptions, 'divisorOverride'>

/**
 * The mean of each window of a signal.
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 */
export function avgPool1d(x: Tensor, kernelSize: PoolSize, options: AvgPool1dOptions = {}): Tensor {
  const { stride, padding = 0, ceilMode = false, countIncludePad = true } = options
  return inOneRow('avg_pool1d', x, (row) =>
    avgPool2d(row, flat(kernelSize, 1), {
      stride: flat(stride ?? kernelSize, 1),
      padding: flat(padding, 0),
      ceilMode,
      countIncludePad,
    }),
  )
}

/** A size along the one row of an image. */
export function flat(size: PoolSize, row: number): [number, number] {
  return [row, typeof size === 'number' ? size : size[0]!]
}

function inOneRow(name: string, x: Tensor, pool: (row: Tensor) => Tensor): Tensor {
  checkRow(name, x)
  return asOneRow(x, pool)
}

/** Refuses what is no signal, with PyTorch's sentence. */
export function checkRow(name: string, x: Tensor): void {
  const rank = x.shape.length
  if (rank !== 2 && rank !== 3) {
    throw new RuntimeError(
      name === 'max_pool1d'
        ? `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${shapeText(x.shape)}`
        : `Expected 2 to 3 dimensions, but got ${rank}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`,
    )
  }
}
