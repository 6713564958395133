import type { DType } from './dims'

/** The numbers of a tensor as plain arrays; truths are 0 and 1. */
export type Values = Float32Array | Int32Array | Uint8Array

/** So many zeros of a dtype. */
export function zerosOf(dtype: DType, count: number): Values {
  if (dtype === 'float32') return new Float32Array(count)
  return dtype === 'int64' ? new Int32Array(count) : new Uint8Array(count)
}
