import { record } from '../core/record'
import { pair } from '../core/shape'
import { alias, type Tensor } from '../core/tensor'
import { whereRaw } from './activation-support'
import { mul, pow, raw2 } from './arithmetic'
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
  return pow(mul(stoppedAtZero(means), rows * columns), 1 / normType)
}

/** The same values, with no gradient at 0, where that of the root is infinite. PyTorch: sign(x) · relu(|x|). */
function stoppedAtZero(x: Tensor): Tensor {
  const backward = (grad: Tensor): Tensor[] => [whereRaw(raw2('Equal', x, 0), 0, grad)]
  return record('MulBackward0', [x], alias(x), backward, [x])
}
