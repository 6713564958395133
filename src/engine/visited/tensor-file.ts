/** Tensors to and from the bytes of a safetensors file. */
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import { dtypeOf, STORED } from '../executor/named-tensors'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'

export function toTensor(stored: SafeTensor): Tensor {
  return fromValues(stored.values, stored.shape, dtypeOf(stored))
}

/** Gathers tensors by value, so that they may be freed before the file is written. */
export class TensorWriter {
  private readonly tensors: SafeTensors = new Map()

  add(name: string, tensor: Tensor): void {
    this.tensors.set(name, { dtype: STORED[tensor.dtype], shape: [...tensor.shape], values: tensor.data() })
  }

  addValues(name: string, shape: number[], values: Float32Array): void {
    this.tensors.set(name, { dtype: 'F32', shape, values })
  }

  bytes(): Uint8Array {
    return writeSafetensors(this.tensors)
  }
}
