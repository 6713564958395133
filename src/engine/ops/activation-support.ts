/** What the activations share. */
import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { raw2 } from './arithmetic'

/** Records a function of one tensor, value by value; `slope` gives the input's gradient from the output's. */
export function pointwise(name: string, x: Tensor, y: Tensor, slope: (grad: Tensor) => Tensor): Tensor {
  return record(name, [x], y, (grad) => [slope(grad)], [x])
}

/** condition ? a : b, for tensors of the condition's shape or numbers; not recorded. */
export function whereRaw(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  const { shape, layout } = condition
  // TensorFlow selects several times faster among tensors of one shape than where it has to broadcast.
  const side = (value: Tensor | number): Tensor =>
    typeof value === 'number'
      ? fromHandle(backend.fill(condition.handle.shape, value, 'float32'), shape, layout)
      : inLayout(value, layout)
  return fromHandle(backend.select(condition.handle, side(a).handle, side(b).handle), shape, layout)
}

/** The gradient where x is above `limit`, 0 elsewhere; not recorded. */
export function whereAbove(x: Tensor, limit: number, grad: Tensor): Tensor {
  return raw2('ReluGrad', grad, limit === 0 ? x : raw2('Sub', x, limit))
}

/** Fails as PyTorch does where a function that it has for floats alone is given whole numbers. */
export function expectFloat(x: Tensor, kernel: string): void {
  if (x.dtype === 'float32') return
  throw new RuntimeError(`"${kernel}" not implemented for '${x.dtype === 'int64' ? 'Long' : 'Bool'}'`)
}
