/** Values that are known while a file is read: initializers, constants, and sizes that follow from shapes. */
import type { SafeTensor } from '../../formats/safetensors'
import type { Dim, DType } from '../../types/dims'
import { TensorProto_DataLocation, TensorProto_DataType as DataType } from '../../onnx/onnx_pb'
import type { TensorProto } from '../../onnx/onnx_pb'
import { numbersOf, sizesOf } from '../../onnx/tensors'
import type { Constant, Value } from './values'

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
  const swapped = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      swapped[column * rows + row] = values[row * columns + column] ?? 0
  return { dtype: 'F32', shape: [columns, rows], values: swapped }
}

export function scaled(tensor: SafeTensor, factor: number): SafeTensor {
  if (factor === 1) return tensor
  return { ...tensor, values: Float32Array.from(tensor.values, (value) => value * factor) }
}

/** An array whose elements are numbers, or sizes that depend on the batch; null: not known. */
export interface Items {
  shape: readonly number[]
  items: ArrayLike<Dim | null>
  dtype: Constant['dtype']
}

/** Larger shapes are not worked out. */
const MOST_ITEMS = 1_000_000

export function itemsOf(value: Value | undefined): Items | undefined {
  if (value?.kind === 'constant') return { shape: value.shape, items: value.values, dtype: value.dtype }
  if (value?.kind === 'sizes')
    return { shape: value.scalar ? [] : [value.dims.length], items: value.dims, dtype: 'int64' }
  if (value?.kind !== 'fill') return undefined
  const shape = value.shape.filter((dim) => typeof dim === 'number')
  const count = shape.reduce((product, size) => product * size, 1)
  if (shape.length < value.shape.length || count > MOST_ITEMS) return undefined
  return { shape, items: Array.from({ length: count }, () => value.value), dtype: value.dtype }
}

/** Undefined for what no kind of value can hold: sizes that depend on the batch in a table. */
export function valueOf({ shape, items, dtype }: Items): Value | undefined {
  if (items instanceof Float32Array || items instanceof Float64Array)
    return { kind: 'constant', dtype, shape, values: items, name: '' }
  const list = Array.from(items)
  const numbers = list.filter((item) => typeof item === 'number')
  if (numbers.length === list.length) return constantOf(shape, numbers, dtype)
  if (shape.length > 1) return undefined
  return { kind: 'sizes', dims: list, scalar: shape.length === 0 }
}

/** New elements, each from a place of the old ones. */
export function rearranged(source: Items, shape: readonly number[], from: (index: number) => number): Items {
  const count = shape.reduce((product, size) => product * size, 1)
  const { items, dtype } = source
  if (items instanceof Float32Array || items instanceof Float64Array) {
    const values = new (items.constructor as Float32ArrayConstructor)(count)
    for (let index = 0; index < count; index++) values[index] = items[from(index)] ?? 0
    return { shape, items: values, dtype }
  }
  return { shape, items: Array.from({ length: count }, (_, index) => items[from(index)] ?? null), dtype }
}

/** How far apart neighbours in each dimension lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  return strides
}
