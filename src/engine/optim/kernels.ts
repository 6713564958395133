import { backend } from '../backend'
import type { BinaryKernel, Handle } from '../backend/types'
import { full } from '../core/create'
import { inLayout, keep, Tensor } from '../core/tensor'
import type { ParamState } from './param-state'

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

/** √a + eps. */
export function rootPlus(a: Handle, eps: number): Handle {
  const root = backend.unary('Sqrt', a)
  return instead(root, combine('Add', root, eps))
}

/** √(a + eps). */
export function rootOfSum(a: Handle, eps: number): Handle {
  const sum = combine('Add', a, eps)
  return instead(sum, backend.unary('Sqrt', sum))
}

/** Hands back the second handle after freeing the first. */
export function instead(before: Handle, after: Handle): Handle {
  backend.free(before)
  return after
}

/** x ← x + y·factor, in place where the backend can. */
export function addTo(x: Tensor, y: Handle, factor: number): void {
  if (backend.updates) backend.updates.add(x.storage.own(), y, factor)
  else x.storage.replace(addScaled(x.handle, y, factor))
}

/** Turns a decaying mean into mean·decay + x·(1 − decay). */
export function updateMean(mean: Tensor, decay: number, x: Handle): void {
  if (!backend.updates) {
    mean.storage.replace(blend(mean.handle, decay, x, 1 - decay))
    return
  }
  const way = combine('Sub', x, mean.handle)
  addTo(mean, way, 1 - decay)
  backend.free(way)
}

/** Turns a decaying mean of squares into mean·decay + x²·(1 − decay). */
export function updateMeanSquare(mean: Tensor, decay: number, x: Handle): void {
  const squared = backend.unary('Square', x)
  updateMean(mean, decay, squared)
  backend.free(squared)
}

/** p ← p − direction·size; the direction is freed. */
export function descend(parameter: Tensor, direction: Handle, size: number): void {
  addTo(parameter, direction, -size)
  backend.free(direction)
}

/** p ← p·(1 − lr·weightDecay): weight decay apart from the gradient. */
export function decayWeights(parameter: Tensor, lr: number, weightDecay: number): void {
  if (weightDecay !== 0) parameter.storage.replace(combine('Mul', parameter.handle, 1 - lr * weightDecay))
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

/** Counts a step of one parameter. */
export function countStep(state: ParamState): number {
  const step = ((state.step as number | undefined) ?? 0) + 1
  state.step = step
  return step
}

/** What the state remembers under a name, as the parameter lies in memory; `initial` everywhere at first. */
export function remembered(state: ParamState, name: string, parameter: Tensor, initial = 0): Tensor {
  const known = state[name]
  if (known instanceof Tensor && known.layout === parameter.layout) return known
  const source = known instanceof Tensor ? known : full(parameter.shape, initial)
  if (known instanceof Tensor) known.storage.letGo()
  const made = keep(inLayout(source, parameter.layout))
  state[name] = made
  return made
}
