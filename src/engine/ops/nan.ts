/** NaN in what is largest or smallest: PyTorch's is NaN then, where TensorFlow's kernels pass over it. */
import { backend } from '../backend'
import { expected } from '../core/expected'
import { noGrad } from '../core/grad-mode'
import { record } from '../core/record'
import type { Tensor } from '../core/tensor'
import { whereRaw } from './activation-support'
import { raw2 } from './arithmetic'
import { cast } from './cast'

/** Whether a sum over all values is NaN: where a value is, and also where infinities of both signs meet. */
export function mayHoldNaN(x: Tensor): boolean {
  if (x.dtype !== 'float32') return false
  const axes = x.handle.shape.map((_, place) => place)
  const sum = backend.reduce('Sum', x.handle, axes, false)
  const none = expected(sum, 'a number')
  backend.free(sum)
  return !none
}

/** Where x is NaN. */
export function whereNaN(x: Tensor): Tensor {
  return raw2('NotEqual', x, x)
}

/** Runs a pooling for the largest values; a window that holds NaN gives NaN, and its gradient goes there. */
export function withNaN(x: Tensor, pool: (x: Tensor) => Tensor): Tensor {
  if (!mayHoldNaN(x)) return pool(x)
  const isNaN = whereNaN(x)
  const filled = record('AliasBackward0', [x], whereRaw(isNaN, Infinity, x), (grad) => [grad])
  const pooled = pool(filled)
  const seen = noGrad(() => pool(cast(isNaN, 'float32')))
  const marked = whereRaw(raw2('Greater', seen, 0), NaN, pooled)
  return record(pooled.gradFn?.name ?? '', [pooled], marked, (grad) => [grad])
}
