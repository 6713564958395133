/** Tensors to and from the bytes of a safetensors file. */
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import { readSafetensors, SafetensorsError, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { ProblemError } from '../executor/problem'

export type NamedTensors = SafeTensors

const DTYPES = { F32: 'float32', I64: 'int64', I32: 'int64', BOOL: 'bool' } as const
const STORED = { float32: 'F32', int64: 'I64', bool: 'BOOL' } as const

/** Errors: what is wrong with the bytes. */
export function readTensors(bytes: Uint8Array): NamedTensors {
  try {
    return readSafetensors(bytes)
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error
    throw new ProblemError({ message: error.message, remedy: error.remedy })
  }
}

/** The engine's dtype for a stored one. */
export function dtypeOf({ dtype }: SafeTensor): 'float32' | 'int64' | 'bool' {
  return DTYPES[dtype]
}

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
