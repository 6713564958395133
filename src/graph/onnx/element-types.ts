/** ONNX's numbers for the types of tensors (`TensorProto_DataType`); plain numbers, so that node types need no part of protobuf. */
import type { DType } from '../types/dims'

export const ELEMENT_TYPES = { float32: 1, int64: 7, bool: 9 } as const satisfies Record<DType, number>
