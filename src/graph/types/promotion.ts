/** Which dtype a result has where its operands differ, and what PyTorch calls dtypes in its messages. */
import type { DType, TensorType } from './dims'

const RANKS: Readonly<Record<DType, number>> = { bool: 0, int64: 1, float32: 2 }

/** As PyTorch promotes: float32 where one is, else int64 where one is, else bool. */
export function promoted(operands: readonly Pick<TensorType, 'dtype'>[]): DType {
  return operands.reduce<DType>((most, { dtype }) => (RANKS[dtype] > RANKS[most] ? dtype : most), 'bool')
}

/** The dtype of a number in source: whole ones are int64. */
export function dtypeOfNumber(value: number): DType {
  return Number.isInteger(value) ? 'int64' : 'float32'
}

/** `Long`: the dtype as PyTorch's messages have it. */
export const SCALAR_TYPES: Readonly<Record<DType, string>> = { float32: 'Float', int64: 'Long', bool: 'Bool' }

/** What PyTorch says where truths are to be subtracted. */
export function noDifference(both: boolean): string {
  return both
    ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
    : 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.'
}
