import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame } from './frame'
import { decodeMessage, encodeMessage, isMessage } from './message-codec'

function roundTrip(message: unknown): unknown {
  return decodeMessage(encodeMessage(message))
}

describe('the message codec', () => {
  it('sends a plain message as the JSON that it is', () => {
    expect(encodeMessage({ id: 1, method: 'info', params: {} })).toBe('{"id":1,"method":"info","params":{}}')
  })

  it('brings typed arrays of every kind back where they were', () => {
    const message = {
      id: 2,
      values: Float32Array.of(1.5, -0.25),
      deep: [{ bytes: Uint8Array.of(1, 2, 3) }, { counts: Uint32Array.of(7), big: BigInt64Array.of(-5n) }],
      others: [Int32Array.of(-1), Float64Array.of(Math.PI), new Float32Array(0)],
    }
    expect(roundTrip(message)).toEqual(message)
  })

  it('keeps numbers that JSON turns into null, such as the loss of a run that diverged', () => {
    expect(roundTrip({ loss: NaN, high: [Infinity, -Infinity], none: null })).toEqual({
      loss: NaN,
      high: [Infinity, -Infinity],
      none: null,
    })
  })

  it('brings a single typed array back', () => {
    expect(roundTrip(Float32Array.of(3))).toEqual(Float32Array.of(3))
  })

  it('reads a view into the middle of a larger buffer', () => {
    const inner = encodeMessage({ values: Float32Array.of(1, 2, 3) }) as Uint8Array
    const outer = new Uint8Array(inner.byteLength + 5)
    outer.set(inner, 3)
    expect(decodeMessage(outer.subarray(3, 3 + inner.byteLength))).toEqual({
      values: Float32Array.of(1, 2, 3),
    })
  })

  it('reads a Buffer, which Node hands over for bytes from a socket', () => {
    const message = { first: Uint8Array.of(1, 2), values: Float32Array.of(1, 2, 3) }
    const bytes = encodeMessage(message) as Uint8Array
    const outer = Buffer.concat([Buffer.alloc(3), bytes])
    expect(decodeMessage(outer.subarray(3))).toEqual(message)
  })

  it('round-trips whatever JSON can say, with and without an attachment', () => {
    assert(
      property(jsonValue(), (value) => {
        const json: unknown = JSON.parse(JSON.stringify(value))
        expect(roundTrip(json)).toEqual(json)
        expect(roundTrip({ json, bytes: Uint8Array.of(9) })).toEqual({ json, bytes: Uint8Array.of(9) })
      }),
    )
  })

  it('is told from a tensor frame by its first bytes', () => {
    const frame = encodeFrame({
      probe: 1,
      direction: 'forward',
      step: 0,
      shape: [1],
      statistics: { min: 0, max: 0, mean: 0, std: 0, norm: 0, zeros: 1, nan: 0, inf: 0 },
      histogram: { low: 0, high: 1, counts: new Uint32Array(64) },
      picture: null,
    })
    expect(isMessage(frame)).toBe(false)
    expect(isMessage(encodeMessage(NaN) as Uint8Array)).toBe(true)
    expect(() => decodeMessage(frame)).toThrow('not a message')
  })

  it('refuses a message that is cut short', () => {
    const bytes = encodeMessage({ values: Float32Array.of(1, 2, 3) }) as Uint8Array
    expect(() => decodeMessage(bytes.subarray(0, bytes.byteLength - 8))).toThrow('cut short')
    expect(() => decodeMessage(bytes.subarray(0, 20))).toThrow('cut short')
  })

  it('never writes outside of the message, whatever path an attachment names', () => {
    const forged = (path: unknown[]) => {
      const header = new TextEncoder().encode(
        JSON.stringify({ message: { a: {} }, attachments: [{ path, kind: 'NaN' }] }),
      )
      const bytes = new Uint8Array(8 + header.byteLength)
      bytes.set(encodeMessage(NaN).slice(0, 4) as Uint8Array)
      new DataView(bytes.buffer).setUint32(4, header.byteLength, true)
      bytes.set(header, 8)
      return bytes
    }
    expect(() => decodeMessage(forged(['a', '__proto__', 'polluted']))).toThrow("no place '__proto__'")
    expect(() => decodeMessage(forged(['constructor', 'prototype', 'polluted']))).toThrow('no place')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})
