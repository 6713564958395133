/** What the activations share. */
import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'

/** Records a function of one tensor, value by value; `slope` gives the input's gradient from the output's. */
export function pointwise(name: string, x: Tensor, y: Tensor, slope: (grad: Tensor) => Tensor): Tensor {
  return record(name, [x], y, (grad) => [slope(grad)], [x])
}

/** condition ? a : b, for tensors of the condition's shape or numbers; not recorded. */
export function whereRaw(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  const side = (value: Tensor | number): Tensor['handle'] =>
    typeof value === 'number' ? backend.scalar(value, 'float32') : inLayout(value, condition.layout).handle
  return fromHandle(backend.select(condition.handle, side(a), side(b)), condition.shape, condition.layout)
}

/** Fails as PyTorch does where a function that it has for floats alone is given whole numbers. */
export function expectFloat(x: Tensor, kernel: string): void {
  if (x.dtype === 'float32') return
  throw new RuntimeError(`"${kernel}" not implemented for '${x.dtype === 'int64' ? 'Long' : 'Bool'}'`)
}
