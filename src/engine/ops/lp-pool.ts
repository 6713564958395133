import { record } from '../core/record'
import { numel } from '../core/shape'
import { alias, type Tensor } from '../core/tensor'
import { whereRaw } from './activation-support'
import { mul, pow, raw2 } from './arithmetic'
import { avgPool2d, type PoolSize } from './pool'
import { avgPool3d } from './pool-volume'
import { avgPool1d } from './pool1d'

export interface LPPoolOptions {
  /** Default: the window's size. */
  stride?: PoolSize | null
  /** Round the output's size up instead of down; default false. */
  ceilMode?: boolean
}

/**
 * The p-norm of each window of a signal: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, L) or (C, L) → (N, C, L').
 */
export function lpPool1d(
  x: Tensor,
  normType: number,
  kernelSize: PoolSize,
  options: LPPoolOptions = {},
): Tensor {
  return lpPool(x, normType, kernelSize, { rank: 1, pool: avgPool1d, ...options })
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
  options: LPPoolOptions = {},
): Tensor {
  return lpPool(x, normType, kernelSize, { rank: 2, pool: avgPool2d, ...options })
}

/**
 * The p-norm of each window of a volume: (Σ xᵖ)^(1/p).
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 */
export function lpPool3d(
  x: Tensor,
  normType: number,
  kernelSize: PoolSize,
  options: LPPoolOptions = {},
): Tensor {
  return lpPool(x, normType, kernelSize, { rank: 3, pool: avgPool3d, ...options })
}

interface Pooled extends LPPoolOptions {
  rank: number
  pool: (x: Tensor, kernelSize: PoolSize, options: { stride: PoolSize; ceilMode: boolean }) => Tensor
}

function lpPool(
  x: Tensor,
  normType: number,
  kernelSize: PoolSize,
  { rank, pool, stride, ceilMode = false }: Pooled,
): Tensor {
  const sizes = typeof kernelSize === 'number' ? Array.from({ length: rank }, () => kernelSize) : kernelSize
  const means = pool(pow(x, normType), kernelSize, { stride: stride ?? kernelSize, ceilMode })
  return pow(mul(stoppedAtZero(means), numel(sizes)), 1 / normType)
}

/** The same values, with no gradient at 0, where that of the root is infinite. PyTorch: sign(x) · relu(|x|). */
function stoppedAtZero(x: Tensor): Tensor {
  const backward = (grad: Tensor): Tensor[] => [whereRaw(raw2('Equal', x, 0), 0, grad)]
  return record('MulBackward0', [x], alias(x), backward, [x])
}
