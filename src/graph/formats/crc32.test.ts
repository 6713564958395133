import { deflateRawSync, crc32 as nodes } from 'node:zlib'
import { expect, it } from 'vitest'
import { crc32 } from './crc32'

const ascii = (text: string) => new TextEncoder().encode(text)

it('is that of the standard', () => {
  expect(crc32(ascii('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array())).toBe(0)
})

it('is that of zlib, whatever the length', () => {
  const noise = deflateRawSync(ascii(Array.from({ length: 500 }, (_, at) => at * at).join(' ')))
  for (let length = 0; length < 40; length++)
    expect(crc32(noise.subarray(length, 3 * length))).toBe(nodes(noise.subarray(length, 3 * length)))
  expect(crc32(noise)).toBe(nodes(noise))
})
