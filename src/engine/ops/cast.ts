import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, kernelType, type DType, type Tensor } from '../core/tensor'

/** The values in another type; the tensor itself where it already has it. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x
  const output = fromHandle(backend.cast(x.handle, kernelType(dtype)), x.shape, x.layout)
  return dtype === 'float32'
    ? record('ToCopyBackward0', [x], output, (grad) => [cast(grad, x.dtype)])
    : output
}
