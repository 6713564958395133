/** Tensors in ONNX files, to and from those of safetensors. */
import { create } from '@bufbuild/protobuf'
import { bfloatToNumber, halfToNumber } from '../formats/number-bytes'
import type { SafeTensor } from '../formats/safetensors'
import type { TensorProto } from './onnx_pb'
import { TensorProto_DataLocation, TensorProto_DataType as DataType, TensorProtoSchema } from './onnx_pb'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'
import { ToldError } from '../../words/told-error'

/** A tensor in a file that cannot be read. */
export class OnnxTensorError extends ToldError {
  override name = 'OnnxTensorError'

  constructor(
    said: Told,
    /** What the person can do about it. */
    readonly remedy = tell('onnx.export_again', 'Export the model again: the file is damaged.'),
  ) {
    super(said)
  }
}

const STORED = { F32: DataType.FLOAT, I64: DataType.INT64, I32: DataType.INT32, BOOL: DataType.BOOL } as const

/** Writes a tensor as `raw_data`, little-endian. Errors: a shape that does not fit its values. */
export function toTensorProto(name: string, { dtype, shape, values }: SafeTensor): TensorProto {
  if (countOf(shape) !== values.length)
    throw new OnnxTensorError(
      told('safetensors.values', "'{{name}}' has shape [{{shape}}] but {{many}} values.", {
        name,
        shape: shape.join(', '),
        many: values.length,
      }),
    )
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: STORED[dtype],
    rawData:
      dtype === 'I64'
        ? new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
        : new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice(),
  })
}

/** How values of one type lie in a file. */
interface Layout {
  dtype: SafeTensor['dtype']
  bytes: number
  /** Reads the value at a byte of `raw_data`. */
  raw: (view: DataView, at: number) => number
  /** The values where they are not in `raw_data`. */
  listed: (proto: TensorProto) => readonly number[] | readonly bigint[]
  /** What a listed value stands for, where it is not the value. */
  meaning?: (value: number) => number
}

const ints = ({ int32Data }: TensorProto) => int32Data

const LAYOUTS: Partial<Record<number, Layout>> = {
  [DataType.FLOAT]: { dtype: 'F32', bytes: 4, raw: (view, at) => view.getFloat32(at, true), listed: (proto) => proto.floatData },
  [DataType.DOUBLE]: { dtype: 'F32', bytes: 8, raw: (view, at) => view.getFloat64(at, true), listed: (proto) => proto.doubleData },
  [DataType.FLOAT16]: { dtype: 'F32', bytes: 2, raw: (view, at) => halfToNumber(view.getUint16(at, true)), listed: ints, meaning: halfToNumber },
  [DataType.BFLOAT16]: { dtype: 'F32', bytes: 2, raw: (view, at) => bfloatToNumber(view.getUint16(at, true)), listed: ints, meaning: bfloatToNumber },
  [DataType.INT64]: { dtype: 'I64', bytes: 8, raw: (view, at) => Number(view.getBigInt64(at, true)), listed: (proto) => proto.int64Data },
  [DataType.INT32]: { dtype: 'I32', bytes: 4, raw: (view, at) => view.getInt32(at, true), listed: ints },
  [DataType.INT16]: { dtype: 'I32', bytes: 2, raw: (view, at) => view.getInt16(at, true), listed: ints },
  [DataType.UINT16]: { dtype: 'I32', bytes: 2, raw: (view, at) => view.getUint16(at, true), listed: ints },
  [DataType.INT8]: { dtype: 'I32', bytes: 1, raw: (view, at) => view.getInt8(at), listed: ints },
  [DataType.UINT8]: { dtype: 'I32', bytes: 1, raw: (view, at) => view.getUint8(at), listed: ints },
  [DataType.BOOL]: { dtype: 'BOOL', bytes: 1, raw: (view, at) => view.getUint8(at), listed: ints },
} // prettier-ignore

/** The sizes of a tensor. Errors: sizes that no tensor has. */
export function sizesOf({ name, dims }: TensorProto): number[] {
  const sizes = dims.map(Number)
  if (sizes.every((size) => Number.isSafeInteger(size) && size >= 0) && Number.isSafeInteger(countOf(sizes)))
    return sizes
  throw new OnnxTensorError(
    told('onnx.shape', "'{{name}}' has no sound shape: [{{sizes}}].", {
      name,
      sizes: sizes.join(', '),
    }),
  )
}

/**
 * The values as numbers, whatever they are stored as. Whole numbers beyond 2⁵³ lose their last digits.
 * Errors: values outside the file, of a type that Gradwire has not, or not as many as the shape says.
 */
export function numbersOf(proto: TensorProto): Float64Array {
  const { name, rawData } = proto
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL)
    throw new OnnxTensorError(
      told('onnx.external_values', "The values of '{{name}}' lie in another file.", { name }),
      tell('import.save_model_as_one_file', 'Save the model as one file, with its weights inside.'),
    )
  const layout = layoutOf(proto)
  const count = countOf(sizesOf(proto))
  const { bytes, raw, listed, meaning = Number } = layout
  const list = listed(proto)
  const found = rawData.length > 0 ? rawData.length / bytes : list.length
  if (found !== count)
    throw new OnnxTensorError(
      told('onnx.values', "'{{name}}' has {{found}} values, but shape [{{dims}}] needs {{count}}.", {
        name,
        found,
        dims: proto.dims.join(', '),
        count,
      }),
    )
  const values = new Float64Array(count)
  if (rawData.length === 0) for (let i = 0; i < count; i++) values[i] = meaning(Number(list[i]))
  else {
    const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength)
    for (let i = 0; i < count; i++) values[i] = raw(view, i * bytes)
  }
  return values
}

/** A tensor of a file. Errors: as `numbersOf`; whole numbers that the engine's 32 bits do not hold. */
export function fromTensorProto(proto: TensorProto): SafeTensor {
  const { dtype } = layoutOf(proto)
  const shape = sizesOf(proto)
  const numbers = numbersOf(proto)
  if (dtype === 'F32') return { dtype, shape, values: Float32Array.from(numbers) }
  if (dtype === 'BOOL') return { dtype, shape, values: Uint8Array.from(numbers) }
  const large = numbers.find((value) => (value | 0) !== value)
  if (large !== undefined)
    throw new OnnxTensorError(
      told(
        'onnx.integer_too_large',
        "'{{proto}}' holds {{large}}, which does not fit the 32-bit integers of the engine.",
        { proto: proto.name, large },
      ),
      tell('import.leave_such_tensor_out_of', 'Leave such a tensor out of the model.'),
    )
  return { dtype, shape, values: Int32Array.from(numbers) }
}

function layoutOf({ name, dataType }: TensorProto): Layout {
  const layout = LAYOUTS[dataType]
  if (layout !== undefined) return layout
  const type = DataType[dataType]
  throw new OnnxTensorError(
    type === undefined
      ? told(
          'onnx.unknown_dtype',
          "'{{name}}' holds values of the type {{dataType}}, which Gradwire does not know.",
          {
            name,
            dataType,
          },
        )
      : told('onnx.dtype', "'{{name}}' holds {{type}}, which Gradwire does not read.", { name, type }),
    tell('import.export_model_with_float32_values', 'Export the model with float32 values.'),
  )
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
