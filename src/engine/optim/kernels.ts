import { backend } from '../backend'
import type { BinaryKernel, Handle } from '../backend/types'
import { zerosLike } from '../core/create'
import { inLayout, keep, type Tensor } from '../core/tensor'

/** a (kernel) b on bare memory; the caller frees or stores the result. */
export function combine(kernel: BinaryKernel, a: Handle, b: Handle | number): Handle {
  return backend.binary(kernel, a, typeof b === 'number' ? backend.scalar(b, 'float32') : b)
}

/** a + b·factor. */
export function addScaled(a: Handle, b: Handle, factor: number): Handle {
  if (factor === 1) return combine('Add', a, b)
  if (factor === -1) return combine('Sub', a, b)
  const scaled = combine('Mul', b, Math.abs(factor))
  const result = combine(factor < 0 ? 'Sub' : 'Add', a, scaled)
  backend.free(scaled)
  return result
}

/** a·decay + b·share. */
export function blend(a: Handle, decay: number, b: Handle, share: number): Handle {
  const kept = combine('Mul', a, decay)
  const result = addScaled(kept, b, share)
  backend.free(kept)
  return result
}

/** Hands back the second handle after freeing the first. */
export function instead(before: Handle, after: Handle): Handle {
  backend.free(before)
  return after
}

/** A gradient in its parameter's layout, negated to climb and with weight decay added; `own` says that it must be freed. */
export function effectiveGrad(
  parameter: Tensor,
  grad: Tensor,
  weightDecay: number,
  maximize: boolean,
): { handle: Handle; own: boolean } {
  const { handle } = inLayout(grad, parameter.layout)
  if (!maximize) {
    return weightDecay === 0
      ? { handle, own: false }
      : { handle: addScaled(handle, parameter.handle, weightDecay), own: true }
  }
  const climbing = backend.unary('Neg', handle)
  if (weightDecay === 0) return { handle: climbing, own: true }
  return { handle: instead(climbing, addScaled(climbing, parameter.handle, weightDecay)), own: true }
}

/** Zeros as a parameter lies in memory, kept beyond the step. */
export function zeroState(parameter: Tensor): Tensor {
  return keep(inLayout(zerosLike(parameter), parameter.layout))
}
