import { pair } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { mul, pow } from './arithmetic'
import { abs, relu, sign } from './elementwise'
import { avgPool2d, type PoolSize } from './pool'

export interface LPPoolOptions {
  /** Default: the window's size. */
  stride?: PoolSize | null
  /** Round the output's size up instead of down; default false. */
  ceilMode?: boolean
}

/**
 * The p-norm of each window without absolute values: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 */
export function lpPool2d(
  x: Tensor,
  normType: number,
  kernelSize: PoolSize,
  { stride, ceilMode = false }: LPPoolOptions = {},
): Tensor {
  const [rows, columns] = pair(kernelSize)
  const means = avgPool2d(pow(x, normType), kernelSize, { stride: stride ?? kernelSize, ceilMode })
  return pow(mul(mul(sign(means), relu(abs(means))), rows * columns), 1 / normType)
}
