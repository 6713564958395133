/** NaN in what is largest or smallest: PyTorch's is NaN then, where TensorFlow's kernels pass over it. */
import { backend } from '../backend'
import type { Usual } from '../backend/usual'
import { expected } from '../core/expected'
import { noGrad } from '../core/grad-mode'
import { record } from '../core/record'
import type { Tensor } from '../core/tensor'
import { whereRaw } from './activation-support'
import { raw2 } from './arithmetic'
import { cast } from './cast'

/** Whether a sum over all values is NaN: where a value is, and also where infinities of both signs meet. */
export function mayHoldNaN(x: Tensor): boolean {
  return x.dtype === 'float32' && !sumIs('a number', x)
}

function sumIs(usual: Usual, x: Tensor): boolean {
  const axes = x.handle.shape.map((_, place) => place)
  const sum = backend.reduce('Sum', x.handle, axes, false)
  const is = expected(sum, usual)
  backend.free(sum)
  return is
}

/** Where x is NaN. */
export function whereNaN(x: Tensor): Tensor {
  return raw2('NotEqual', x, x)
}

/**
 * Runs a pooling for the largest values, which is told whether all of them are finite; a window that holds NaN gives NaN, and its gradient
 * goes there.
 */
export function withNaN(x: Tensor, pool: (x: Tensor, finite: boolean) => Tensor): Tensor {
  if (x.dtype !== 'float32' || sumIs('finite', x)) return pool(x, true)
  const isNaN = whereNaN(x)
  const filled = record('AliasBackward0', [x], whereRaw(isNaN, Infinity, x), (grad) => [grad])
  const pooled = pool(filled, false)
  const seen = noGrad(() => pool(cast(isNaN, 'float32'), true))
  const marked = whereRaw(raw2('Greater', seen, 0), NaN, pooled)
  return record(pooled.gradFn?.name ?? '', [pooled], marked, (grad) => [grad])
}
