import { describe, expect, it } from 'vitest'
import { NpyError, readNpy } from './npy'

/** A file as NumPy writes it: `np.save` pads the header to a multiple of 64. */
function npy(header: string, data: ArrayBufferView, version = 1): Uint8Array {
  const start = version === 1 ? 10 : 12
  const padded = `${header.padEnd(Math.ceil((start + header.length + 1) / 64) * 64 - start - 1)}\n`
  const bytes = new Uint8Array(start + padded.length + data.byteLength)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  const view = new DataView(bytes.buffer)
  if (version === 1) view.setUint16(8, padded.length, true)
  else view.setUint32(8, padded.length, true)
  bytes.set(new TextEncoder().encode(padded), start)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + padded.length)
  return bytes
}

const headerOf = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`

describe("NumPy's arrays", () => {
  it('are read with their shapes and values', () => {
    const file = npy(headerOf('<f4', '(2, 3)'), Float32Array.of(1, 2, 3, 4, 5, 6))
    expect(readNpy(file)).toEqual({ dtype: 'F32', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) })
  })

  it('are read of other dtypes, of one dimension and of none, and of the second version', () => {
    const double = npy(headerOf('<f8', '(2,)'), Float64Array.of(0.5, -1))
    expect(readNpy(double)).toEqual({ dtype: 'F32', shape: [2], values: Float32Array.of(0.5, -1) })
    const whole = npy(headerOf('<i8', '()'), BigInt64Array.of(7n), 2)
    expect(readNpy(whole)).toEqual({ dtype: 'I64', shape: [], values: Int32Array.of(7) })
    const big = npy(headerOf('>i2', '(2,)'), Uint8Array.of(0, 1, 255, 255))
    expect(readNpy(big).values).toEqual(Int32Array.of(1, -1))
  })

  it('are turned into rows where they lie in columns', () => {
    // np.asfortranarray(np.arange(6).reshape(1, 2, 3))
    const file = npy(headerOf('<f4', '(1, 2, 3)', 'True'), Float32Array.of(0, 3, 1, 4, 2, 5))
    expect(readNpy(file).values).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5))
  })

  it('are refused where they are cut short, hold something else, or are none', () => {
    const file = npy(headerOf('<f4', '(4,)'), Float32Array.of(1, 2, 3))
    expect(() => readNpy(file)).toThrow(NpyError)
    expect(() => readNpy(npy(headerOf('<c8', '(1,)'), Float32Array.of(1, 2)))).toThrow("'c8'")
    expect(() => readNpy(npy(headerOf('<i8', '(1,)'), BigInt64Array.of(2n ** 40n)))).toThrow('32 bits')
    expect(() => readNpy(Uint8Array.of(1, 2, 3))).toThrow('no array of NumPy')
    for (let length = 0; length < file.length; length++)
      expect(() => readNpy(file.subarray(0, length))).toThrow(NpyError)
  })
})
