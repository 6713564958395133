import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, kernelType, type DType, type Tensor } from '../core/tensor'
import { expectInRange } from '../core/int-range'

/** The values in another type; the tensor itself where it already has it. Errors: int64 beyond 32 bits. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x
  const output = fromHandle(backend.cast(x.handle, kernelType(dtype)), x.shape, x.layout)
  if (dtype === 'int64' && x.dtype === 'float32') return expectInRange(output, x)
  return dtype === 'float32'
    ? record('ToCopyBackward0', [x], output, (grad) => [cast(grad, x.dtype)])
    : output
}
