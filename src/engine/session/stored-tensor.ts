/** A tensor by value, apart from any backend. */
import { fromValues } from '../core/tensor'
import type { Tensor, TensorData } from '../core/tensor'

export interface StoredTensor {
  dtype: Tensor['dtype']
  shape: readonly number[]
  values: TensorData
}

export function toStored(value: Tensor): StoredTensor {
  return { dtype: value.dtype, shape: [...value.shape], values: value.data() }
}

export function toTensor({ values, shape, dtype }: StoredTensor): Tensor {
  return fromValues(values, shape, dtype)
}
