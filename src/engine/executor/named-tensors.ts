/** The tensors of a safetensors file as plain numbers by name. */
import { readSafetensors, SafetensorsError } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import type { DType } from '../../graph/types/dims'
import { ProblemError } from './problem'

export type NamedTensors = SafeTensors

const DTYPES = { F32: 'float32', I64: 'int64', I32: 'int64', BOOL: 'bool' } as const

/** How values of a dtype are stored. */
export const STORED = { float32: 'F32', int64: 'I64', bool: 'BOOL' } as const satisfies Record<DType, string>

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
export function dtypeOf({ dtype }: SafeTensor): DType {
  return DTYPES[dtype]
}
