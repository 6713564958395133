import type { Tensor } from '../core/tensor'
import { warnOnce } from '../core/warn'
import { ValueError } from '../errors'
import { neg } from './elementwise'
import * as ops from './softmax'

/** e^xᵢ / Σ e^xⱼ along `dim`; without one, along 0 for 0, 1 and 3 dimensions and along 1 for others, with a warning. */
export function softmax(x: Tensor, dim: number | null = null): Tensor {
  return ops.softmax(x, dim ?? implicitDim('softmax', x))
}

/** e^−xᵢ / Σ e^−xⱼ along `dim`; without one, as softmax. */
export function softmin(x: Tensor, dim: number | null = null): Tensor {
  return ops.softmax(neg(x), dim ?? implicitDim('softmin', x))
}

/** Softmax over the channels of images (N, C, H, W) or (C, H, W). */
export function softmax2d(x: Tensor): Tensor {
  const rank = x.shape.length
  if (rank !== 3 && rank !== 4)
    throw new ValueError(`Softmax2d: expected input to be 3D or 4D, got ${rank}D instead`)
  return ops.softmax(x, -3)
}

/** xᵢ − ln Σ e^xⱼ along `dim`; without one, as softmax. */
export function logSoftmax(x: Tensor, dim: number | null = null): Tensor {
  return ops.logSoftmax(x, dim ?? implicitDim('log_softmax', x))
}

function implicitDim(name: string, x: Tensor): number {
  warnOnce(
    `Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.`,
  )
  return [0, 1, 3].includes(x.shape.length) ? 0 : 1
}
