import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isBig, PAYLOAD_BYTES, putAside, takeUp } from './payload'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-payload-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bytes = Uint8Array.from({ length: PAYLOAD_BYTES + 3 }, (_, i) => i)
const floats = Float32Array.from({ length: PAYLOAD_BYTES / 4 }, (_, i) => Math.sqrt(i))

describe('what is too big for the process channel', () => {
  it.each([
    ['the value itself', bytes],
    ['a field', { kind: 'loadWeights', weights: bytes, mode: 'whole' }],
    ['a part of a larger buffer', { inputs: Buffer.concat([Buffer.alloc(5), bytes]).subarray(5) }],
    ['numbers', { step: 3, shape: [floats.length], values: floats }],
  ])('goes by a file: %s', async (_, value) => {
    expect(isBig(value)).toBe(true)
    const { value: rest, payloads } = await putAside(value, folder)
    expect(payloads).toHaveLength(1)
    expect(JSON.stringify(rest).length).toBeLessThan(100)
    const back = await takeUp(rest, payloads, folder)
    if (value instanceof Uint8Array) expectSame(back, value)
    else {
      expect(Object.keys(back as object).toSorted()).toEqual(Object.keys(value).toSorted())
      for (const [name, field] of Object.entries(value))
        expectSame((back as Record<string, unknown>)[name], field)
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('is nothing small', () => {
    expect(isBig({ weights: new Uint8Array(PAYLOAD_BYTES - 1), mode: null })).toBe(false)
    expect(isBig(null)).toBe(false)
  })

  it('is refused where it is another file, or not whole', async () => {
    const { value, payloads } = await putAside(bytes, folder)
    const [one] = payloads
    writeFileSync(join(folder, 'secret'), 'x')
    await expect(takeUp(value, [{ ...one, file: 'secret' }], folder)).rejects.toThrow('file')
    await expect(takeUp(value, [{ ...one, file: '../secret' }], folder)).rejects.toThrow('file')
    await expect(takeUp(value, [{ ...one, bytes: 4 }], folder)).rejects.toThrow('4 were written')
    await expect(takeUp(value, payloads, folder)).rejects.toThrow('no such file')
  })
})

function expectSame(back: unknown, value: unknown): void {
  if (!ArrayBuffer.isView(value)) return expect(back).toEqual(value)
  expect(back).toBeInstanceOf(value instanceof Float32Array ? Float32Array : Uint8Array)
  expect(Buffer.compare(bytesOf(back as Uint8Array), bytesOf(value))).toBe(0)
}

/** Compared as a whole: one by one takes long. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
