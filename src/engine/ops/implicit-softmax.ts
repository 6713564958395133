import type { Tensor } from '../core/tensor'
import { warnOnce } from '../core/warn'
import * as ops from './softmax'

/** e^xᵢ / Σ e^xⱼ along `dim`; without one, along 0 for 0, 1 and 3 dimensions and along 1 for others, with a warning. */
export function softmax(x: Tensor, dim: number | null = null): Tensor {
  return ops.softmax(x, dim ?? implicitDim('softmax', x))
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
