/** What an attribute of an ONNX node is written with. */
import type { TensorProto } from './onnx_pb'

/** A number of the FLOAT kind; plain numbers are of the INT kind. */
export interface Float {
  readonly float: number
}

export type AttributeValue =
  | number
  | readonly number[]
  | string
  | readonly string[]
  | Float
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorProto }

/** An attribute of the FLOAT kind. */
export function float(value: number): Float {
  return { float: value }
}
