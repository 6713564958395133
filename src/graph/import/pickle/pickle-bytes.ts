/** The bytes of a pickle, read from front to back; nothing is taken on trust. */
import { decodeUtf8 } from '../../formats/utf8'
import { PickleError } from './values'
import { told } from '../../../words/tell'

export class PickleBytes {
  at: number
  private readonly view: DataView

  constructor(
    readonly bytes: Uint8Array,
    start: number,
  ) {
    this.at = start
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u8(): number {
    return this.view.getUint8(this.skip(1))
  }

  u16(): number {
    return this.view.getUint16(this.skip(2), true)
  }

  i32(): number {
    return this.view.getInt32(this.skip(4), true)
  }

  u32(): number {
    return this.view.getUint32(this.skip(4), true)
  }

  /** A length of 8 bytes; one that no file could hold ends the reading. */
  u64(): number {
    const value = this.view.getBigUint64(this.skip(8), true)
    if (value > BigInt(this.bytes.length)) throw this.cut()
    return Number(value)
  }

  /** Python writes floats with the high byte first. */
  f64(): number {
    return this.view.getFloat64(this.skip(8), false)
  }

  take(length: number): Uint8Array {
    const start = this.skip(length)
    return this.bytes.subarray(start, start + length)
  }

  text(length: number): string {
    const bytes = this.take(length)
    try {
      return decodeUtf8(bytes)
    } catch {
      // Python 2 wrote texts as bytes, and Python allows lone surrogates that UTF-8 has not.
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    }
  }

  /** Up to the next line break, as the first protocols write. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at)
    if (end < 0) throw this.cut()
    const text = this.text(end - this.at)
    this.at = end + 1
    return text
  }

  /** A whole number of `length` bytes, low byte first, negative by two's complement. */
  long(length: number): number | bigint {
    // PyTorch's longest is its magic number of 10 bytes; long division of a megabyte would take minutes.
    if (length > 255)
      throw new PickleError(told('weights.number_too_long', 'It holds a number of more than 255 bytes.'))
    const bytes = this.take(length)
    let value = 0n
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0)
    const signed = BigInt.asIntN(length * 8, value)
    const small = Number(signed)
    return Number.isSafeInteger(small) ? small : signed
  }

  private skip(length: number): number {
    const start = this.at
    if (start + length > this.bytes.length) throw this.cut()
    this.at += length
    return start
  }

  private cut(): PickleError {
    return new PickleError(
      told('weights.cut_in_description', 'The file is cut short: its description ends in the middle.'),
    )
  }
}
