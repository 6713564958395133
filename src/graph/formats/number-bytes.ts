/** Numbers as files store them, read as what the engine computes with. */

/** float32 and whole numbers of 32 bits stay what they are; `F16`, `BF16`, `F64` become float32, the others whole numbers. */
export type StoredDtype = 'F32' | 'F64' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL'

/** What the values are afterwards. */
export type ReadDtype = 'F32' | 'I64' | 'BOOL'

export const STORED_BYTES: Readonly<Record<StoredDtype, number>> = {
  F32: 4, F64: 8, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1,
} // prettier-ignore

const FLOATS: ReadonlySet<StoredDtype> = new Set(['F32', 'F64', 'F16', 'BF16'])

/** Whole numbers that 32 bits do not hold. */
export class TooLargeError extends Error {
  override name = 'TooLargeError'

  constructor(readonly value: bigint) {
    super(`${value} does not fit 32 bits`)
  }
}

export function readDtype(dtype: StoredDtype): ReadDtype {
  if (dtype === 'BOOL') return 'BOOL'
  return FLOATS.has(dtype) ? 'F32' : 'I64'
}

/** Every value of `bytes`, whose length is a multiple of the dtype's. Errors: TooLargeError. */
export function readNumbers(
  dtype: StoredDtype,
  bytes: Uint8Array,
  littleEndian = true,
): Float32Array | Int32Array | Uint8Array {
  const size = STORED_BYTES[dtype]
  const count = Math.floor(bytes.length / size)
  if (dtype === 'BOOL') return Uint8Array.from(bytes, (byte) => (byte === 0 ? 0 : 1))
  if (dtype === 'F32' && littleEndian) return new Float32Array(new Uint8Array(bytes).buffer)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = READERS[dtype]
  const values = FLOATS.has(dtype) ? new Float32Array(count) : new Int32Array(count)
  for (let index = 0; index < count; index++) values[index] = read(view, index * size, littleEndian)
  return values
}

const READERS: Readonly<Record<StoredDtype, (view: DataView, at: number, little: boolean) => number>> = {
  F32: (view, at, little) => view.getFloat32(at, little),
  F64: (view, at, little) => view.getFloat64(at, little),
  F16: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  BF16: (view, at, little) => bfloatToNumber(view.getUint16(at, little)),
  I64: (view, at, little) => wholeOf32(view.getBigInt64(at, little)),
  I32: (view, at, little) => view.getInt32(at, little),
  I16: (view, at, little) => view.getInt16(at, little),
  I8: (view, at) => view.getInt8(at),
  U8: (view, at) => view.getUint8(at),
  BOOL: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
}

function wholeOf32(value: bigint): number {
  if (BigInt.asIntN(32, value) !== value) throw new TooLargeError(value)
  return Number(value)
}

/** IEEE half precision: 1 sign, 5 exponent, 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const word = new DataView(new ArrayBuffer(4))

/** The upper half of a float32. */
export function bfloatToNumber(bits: number): number {
  word.setUint32(0, bits * 65536)
  return word.getFloat32(0)
}
