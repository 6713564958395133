/** ONNX's numbers for the types of tensors; plain numbers, so that node types need no part of protobuf. */
import type { DType } from '../infer/dims'
import type { TensorProto_DataType } from './onnx_pb'

export const ELEMENT_TYPES = { float32: 1, int64: 7 } as const satisfies Record<DType, TensorProto_DataType>
