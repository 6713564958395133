/** What a name in an ONNX graph stands for while it is read. */
import { ToldError } from '../../../words/told-error'
import type { Dim, DType, TensorType } from '../../types/dims'

/** An output of a node of the document; the type is null where it is not known. */
export interface Wire {
  node: string
  handle: string
  type: TensorType | null
}

/** An array of numbers that is worked out. Row-major. */
export interface NumberItems {
  shape: readonly number[]
  items: Float32Array | Float64Array
  dtype: DType
}

/** Numbers that are in the file, or follow from it. Row-major; whole numbers are exact to 2⁵³. */
export interface Constant {
  kind: 'constant'
  dtype: DType
  shape: readonly number[]
  values: Float32Array | Float64Array
  /** Its name in the file, where it is an initializer. */
  name: string
}

/**
 * - `wire`: what a node computes. With `permutation`, its dimensions come in another order: dimension i is dimension
 *   permutation[i] of the wire. A node for that is made only where it does not cancel out.
 * - `sizes`: whole numbers of which some depend on the batch: a list, or with `scalar` one number. Null: not known.
 * - `fill`: one number everywhere, in a shape that may depend on the batch.
 * - `places`: a table with the batch along `axis`: for sample n it is base + n · step, both of which have size 1 there.
 * - `sequence`: the output of a recurrent layer, of whose wire `(T, N, D·H)` the last dimension stands for two.
 */
export type Value =
  | { kind: 'wire'; wire: Wire; permutation?: readonly number[] | undefined }
  | Constant
  | { kind: 'sizes'; dims: readonly (Dim | null)[]; scalar: boolean }
  | { kind: 'fill'; value: number; shape: readonly (Dim | null)[]; dtype: DType }
  | { kind: 'places'; axis: number; base: NumberItems; step: NumberItems }
  | { kind: 'sequence'; wire: Wire; directions: number; order: readonly SequenceAxis[]; batchFirst: boolean }

export type Places = Extract<Value, { kind: 'places' }>
export type Fill = Extract<Value, { kind: 'fill' }>
export type Sequence = Extract<Value, { kind: 'sequence' }>

/** Time, directions, batch and features. */
export type SequenceAxis = 'T' | 'D' | 'N' | 'H'

/** Thrown by a rule that cannot take a node in: it then becomes an opaque node, with this reason in the report. */
export class Unsupported extends ToldError {
  override name = 'Unsupported'
}
