import { backend } from '../backend'
import { record } from '../core/record'
import { normalizeDim } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { raw1, raw2 } from './arithmetic'
import { reduceRaw } from './reduce'
import { permuteRaw } from './view'

/** e^xᵢ / Σ e^xⱼ along `dim`. */
export function softmax(x: Tensor, dim: number): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  const y = alongLast(x, axis, (handle) => backend.softmax(handle))
  return record('SoftmaxBackward0', [x], y, (grad) => {
    const product = raw2('Mul', grad, y)
    return [raw2('Sub', product, raw2('Mul', y, reduceRaw('Sum', product, dimsOf(x, axis), true)))]
  })
}

/** xᵢ − ln Σ e^xⱼ along `dim`. */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  const y = alongLast(x, axis, (handle) => backend.logSoftmax(handle))
  return record('LogSoftmaxBackward0', [x], y, (grad) => [
    raw2('Sub', grad, raw2('Mul', raw1('Exp', y), reduceRaw('Sum', grad, dimsOf(x, axis), true))),
  ])
}

function dimsOf(x: Tensor, axis: number): number[] {
  return x.shape.length === 0 ? [] : [axis]
}

/** Runs a kernel that works on the last place in memory along any dimension. */
function alongLast(x: Tensor, axis: number, kernel: (handle: Tensor['handle']) => Tensor['handle']): Tensor {
  const rank = x.shape.length
  if (rank === 0) {
    const row = fromHandle(backend.reshape(x.handle, [1]), [1])
    return fromHandle(backend.reshape(fromHandle(kernel(row.handle), [1]).handle, []), [])
  }
  const stored = x.layout ?? x.shape.map((_, dim) => dim)
  if (stored.at(-1) === axis) return fromHandle(kernel(x.handle), x.shape, x.layout)
  const order = [...x.shape.keys()].filter((dim) => dim !== axis)
  const moved = inLayout(permuteRaw(x, [...order, axis]), null)
  const result = fromHandle(kernel(moved.handle), moved.shape)
  const back = [...x.shape.keys()].map((dim) => (dim === axis ? rank - 1 : order.indexOf(dim)))
  return permuteRaw(result, back)
}
