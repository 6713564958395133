/**
 * NumPy's file format for one array: a magic word, a header in Python's notation, and the numbers.
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { readDtype, readNumbers, STORED_BYTES, TooLargeError } from './number-bytes'
import type { StoredDtype } from './number-bytes'
import type { SafeTensor } from './safetensors'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'
import { ToldError } from '../../words/told-error'

/** A file that is no array of NumPy, or not one that can be read. */
export class NpyError extends ToldError {
  override name = 'NpyError'

  constructor(
    said: Told,
    readonly remedy = tell('npy.save_again', 'Save it again: np.save(path, x.astype(np.float32)).'),
  ) {
    super(said)
  }
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const MAX_HEADER = 65_536
/** NumPy's letters for the dtypes that there are here; float64 and float16 become float32. */
const DTYPES: Readonly<Record<string, StoredDtype>> = {
  f4: 'F32', f8: 'F64', f2: 'F16', i8: 'I64', i4: 'I32', i2: 'I16', i1: 'I8', u1: 'U8', b1: 'BOOL',
} // prettier-ignore

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte)
}

/**
 * Reads the array, row-major whatever the order in the file.
 *
 * Errors: no such file, a header that cannot be read, a dtype that Gradwire has not, too few or too many bytes.
 */
export function readNpy(bytes: Uint8Array): SafeTensor {
  if (!isNpy(bytes)) throw new NpyError(told('npy.none', 'It is no array of NumPy.'))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[6] !== 1
  if (bytes.length < (wide ? 12 : 10)) throw damaged()
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  const start = (wide ? 12 : 10) + length
  if (length > MAX_HEADER || start > bytes.length) throw damaged()
  const header = String.fromCharCode(...bytes.subarray(start - length, start))
  const [, order = '', kind = ''] = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header) ?? []
  const [, fortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? []
  const [, sizes] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? []
  if (kind === '' || fortran === undefined || sizes === undefined) throw damaged()
  const dtype = DTYPES[kind]
  if (dtype === undefined)
    throw new NpyError(told('npy.dtype', "It holds '{{kind}}' values, which are not read.", { kind }))
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]))
  const count = shape.reduce((product, size) => product * size, 1)
  const data = bytes.subarray(start)
  if (data.length !== count * STORED_BYTES[dtype]) throw damaged()
  const values = numbers(dtype, data, order !== '>')
  const read = readDtype(dtype)
  return { dtype: read, shape, values: fortran === 'True' ? rowMajor(values, shape) : values }
}

function numbers(dtype: StoredDtype, data: Uint8Array, little: boolean): SafeTensor['values'] {
  try {
    return readNumbers(dtype, data, little)
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    throw new NpyError(
      told('npy.too_large', '{{value}} does not fit 32 bits.', { value: String(error.value) }),
    )
  }
}

function damaged(): NpyError {
  return new NpyError(told('npy.damaged', 'The array is damaged or cut short.'))
}

/** From an order whose first dimension runs quickest to one whose last does. */
function rowMajor<Values extends SafeTensor['values']>(values: Values, shape: readonly number[]): Values {
  const moved = values.slice() as Values
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  const index = shape.map(() => 0)
  for (let at = 0; at < values.length; at++) {
    moved[at] = values[index.reduce((sum, place, axis) => sum + place * strides[axis]!, 0)]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1
      if (index[axis]! < shape[axis]!) break
      index[axis] = 0
    }
  }
  return moved
}
