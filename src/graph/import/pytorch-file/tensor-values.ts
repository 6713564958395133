/** The values of a tensor that a file describes by storage, offset and strides. */
import { readDtype, readNumbers, STORED_BYTES, TooLargeError } from '../../formats/number-bytes'
import type { StoredDtype } from '../../formats/number-bytes'
import type { SafeTensor } from '../../formats/safetensors'
import { PickleError } from '../pickle/values'
import type { TensorRef } from './tensor-names'
import { tell, told } from '../../../words/tell'

/** The bytes of one storage. */
export type StorageBytes = (key: string, claimed: number) => Uint8Array

/** So many values may come from strides of 0 (`expand`) without a byte of their own. */
const MAX_EXPANDED = 2 ** 24

export interface ReadTensor {
  tensor: SafeTensor
  /** Values and dtype were converted. */
  converted: boolean
}

/** Errors: the tensor lies outside its storage, or its values do not fit → PickleError. */
export function readTensorRef(
  name: string,
  ref: TensorRef,
  storage: StorageBytes,
  littleEndian: boolean,
): ReadTensor {
  const { dtype, shape, strides, offset } = ref
  const count = shape.reduce((product, size) => product * size, 1)
  const size = STORED_BYTES[dtype]
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset)
  const bytes = count === 0 ? new Uint8Array(0) : storage(ref.storage.key, claimedBytes(ref))
  if (count > 0 && (last + 1) * size > bytes.length)
    throw new PickleError(
      told('weights.tensor_outside', "'{{name}}' lies outside its storage: value {{last}} of {{bytes}}.", {
        name,
        last,
        bytes: Math.floor(bytes.length / size),
      }),
    )
  if (count * size > bytes.length && count > MAX_EXPANDED)
    throw new PickleError(
      told(
        'weights.storage_too_small',
        "'{{name}}' claims {{count}} values of a storage of {{bytes}} bytes.",
        { name, count, bytes: bytes.length },
      ),
    )
  const packed = isPacked(shape, strides)
    ? bytes.subarray(offset * size, (offset + count) * size)
    : gathered(bytes, ref, size, count)
  const values = numbers(name, dtype, packed, littleEndian)
  const read = readDtype(dtype)
  return { tensor: { dtype: read, shape: [...shape], values }, converted: read !== dtype }
}

function claimedBytes({ storage, dtype }: TensorRef): number {
  return storage.length * (storage.dtype === null ? 1 : STORED_BYTES[dtype])
}

function numbers(name: string, dtype: StoredDtype, bytes: Uint8Array, little: boolean): SafeTensor['values'] {
  try {
    return readNumbers(dtype, bytes, little)
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    throw new PickleError(
      told(
        'weights.integer_too_large',
        "'{{name}}' holds {{value}}, which does not fit the 32-bit integers of the engine.",
        { name, value: String(error.value) },
      ),
      tell('import.take_this_tensor_out_of', 'Take this tensor out of the file, or scale it.'),
    )
  }
}

/** Whether the values lie row by row without gaps. */
function isPacked(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1
    if (length === 0) return true
    if (length > 1 && strides[axis] !== step) return false
    step *= length
  }
  return true
}

/** The bytes of the values in row-major order, wherever the strides say that they lie. */
function gathered(
  bytes: Uint8Array,
  { shape, strides, offset }: TensorRef,
  size: number,
  count: number,
): Uint8Array {
  const packed = new Uint8Array(count * size)
  const index = shape.map(() => 0)
  let at = offset
  for (let number = 0; number < count; number++) {
    for (let byte = 0; byte < size; byte++) packed[number * size + byte] = bytes[at * size + byte] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0
      index[axis] = (index[axis] ?? 0) + 1
      at += stride
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break
      at -= stride * (shape[axis] ?? 1)
      index[axis] = 0
    }
  }
  return packed
}
