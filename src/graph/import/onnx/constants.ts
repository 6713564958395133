/** Values that are known while a file is read: initializers, constants, and sizes that follow from shapes. */
import type { SafeTensor } from '../../formats/safetensors'
import type { DType } from '../../types/dims'
import { TensorProto_DataLocation, TensorProto_DataType as DataType } from '../../onnx/onnx_pb'
import type { TensorProto } from '../../onnx/onnx_pb'
import { numbersOf, sizesOf } from '../../onnx/tensors'
import type { Constant } from './values'

const FLOAT: number = DataType.FLOAT
const BOOL: number = DataType.BOOL
const FLOATS: readonly number[] = [FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16]

function isFloat(dataType: number): boolean {
  return FLOATS.includes(dataType)
}

const OTHER_FLOATS: Partial<Record<number, string>> = {
  [DataType.DOUBLE]: 'float64',
  [DataType.FLOAT16]: 'float16',
  [DataType.BFLOAT16]: 'bfloat16',
}

/** The largest finite number of float32; a document has no infinity. */
export const LARGEST = 3.4028234663852886e38

/** What a type of ONNX is here: floats are float32, whole numbers int64. */
export function dtypeOf(elementType: number): DType {
  if (elementType === BOOL) return 'bool'
  return isFloat(elementType) ? 'float32' : 'int64'
}

/** The name of a float type that becomes float32; undefined for the others. */
export function convertedFrom(dataType: number): string | undefined {
  return OTHER_FLOATS[dataType]
}

/** Errors: values outside the file, damaged, or of a type that Gradwire has not. */
export function readConstant(proto: TensorProto, name = proto.name): Constant {
  const shape = sizesOf(proto)
  const float = isFloat(proto.dataType)
  const values = plainFloats(proto, shape) ?? numbersOf(proto)
  return {
    kind: 'constant',
    dtype: dtypeOf(proto.dataType),
    shape,
    values: float && values instanceof Float64Array ? new Float32Array(values) : values,
    name,
  }
}

/** Most weights lie in the file as they are wanted: they are copied whole. */
function plainFloats(proto: TensorProto, shape: readonly number[]): Float32Array | undefined {
  const { rawData, dataLocation } = proto
  const count = shape.reduce((product, size) => product * size, 1)
  const inside = dataLocation === TensorProto_DataLocation.DEFAULT
  const plain = proto.dataType === FLOAT && rawData.length === 4 * count
  return inside && plain ? new Float32Array(new Uint8Array(rawData).buffer) : undefined
}

export function constantOf(
  shape: readonly number[],
  values: readonly number[],
  dtype: Constant['dtype'] = 'int64',
): Constant {
  return {
    kind: 'constant',
    dtype,
    shape,
    values: dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values),
    name: '',
  }
}

/** As a weight, optionally under another shape of as many values. */
export function weightOf(constant: Constant, shape: readonly number[] = constant.shape): SafeTensor {
  const { values } = constant
  return { dtype: 'F32', shape, values: values instanceof Float32Array ? values : Float32Array.from(values) }
}

/** A float32 as the shortest decimal that means it: 0.01, not 0.009999999776482582. */
export function short(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits))
    if (Math.fround(rounded) === Math.fround(value)) return rounded
  }
  return value
}

/** A matrix as a weight with rows and columns swapped. */
export function transposed({ shape: [rows = 1, columns = 1], values }: Constant): SafeTensor {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values)
  return { dtype: 'F32', shape: [columns, rows], values: swapped(floats, rows, columns) }
}

/** So many rows and columns are swapped at a time, so that both lie in the processor's cache. */
const BLOCK = 32

/** The values of a matrix column by column. */
export function swapped<V extends Float32Array | Float64Array>(values: V, rows: number, columns: number): V {
  const result = new (values.constructor as new (count: number) => V)(values.length)
  for (let top = 0; top < rows; top += BLOCK)
    for (let left = 0; left < columns; left += BLOCK) {
      const [bottom, right] = [Math.min(top + BLOCK, rows), Math.min(left + BLOCK, columns)]
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++)
          result[column * rows + row] = values[row * columns + column] ?? 0
    }
  return result
}

export function scaled(tensor: SafeTensor, factor: number): SafeTensor {
  if (factor === 1) return tensor
  return { ...tensor, values: Float32Array.from(tensor.values, (value) => value * factor) }
}
