/** A file of PyTorch in which any one bit has changed is refused, or its weights are the same. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { times } from '../../../../scripts/testing/test-scale.mjs'
import { readWeights } from '../weights-file'
import { readEntry, zipEntries } from './zip'

const file = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}.pt`, import.meta.url)))

/** Every so-many-th bit, so that all places of a byte have their turn. */
const STEP = Math.max(1, Math.floor(59 / times(1)))

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice()
  changed[bit >> 3]! ^= 1 << (bit & 7)
  return changed
}

describe.each(['1.13-plain', '2.13-plain', '1.13-deflated', '2.13-zip64'])('%s', (name) => {
  const bytes = file(name)
  const whole = readWeights(bytes)

  it('is never read with other values, whichever bit of it has changed', { timeout: 120_000 }, () => {
    expect(whole.kind).toBe('weights')
    let refused = 0
    for (let bit = 0; bit < 8 * bytes.length; bit += STEP) {
      const read = readWeights(flipped(bytes, bit))
      if (read.kind === 'refused') refused += 1
      else expect(read, `bit ${bit}`).toEqual(whole)
    }
    expect(refused).toBeGreaterThan(0)
  })

  it('is refused for every changed bit of an entry that is read', () => {
    const entry = [...zipEntries(bytes).values()].find((each) => each.name.endsWith('/data/0'))!
    const packed = readEntry(bytes, { ...entry, deflated: false, size: entry.packed, crc: null })
    const start = packed.byteOffset - bytes.byteOffset
    for (let bit = 8 * start; bit < 8 * (start + entry.packed); bit++) {
      const read = readWeights(flipped(bytes, bit))
      // The last bits of deflated bytes may mean nothing.
      if (read.kind === 'weights') expect(read, `bit ${bit}`).toEqual(whole)
      if (!entry.deflated) expect(read.kind, `bit ${bit}`).toBe('refused')
    }
  })

  it('says which part has changed', () => {
    const entry = [...zipEntries(bytes).values()].find((each) => each.name.endsWith('/data/0'))!
    if (entry.deflated) return
    const { byteOffset } = readEntry(bytes, entry)
    expect(readWeights(flipped(bytes, 8 * (byteOffset - bytes.byteOffset) + 3))).toMatchObject({
      kind: 'refused',
      findings: [{ code: 'weights.entry_changed', values: { name: entry.name } }],
    })
  })
})

it('are not asked for where PyTorch was told to write none', () => {
  const read = readWeights(file('2.15-no-sums'))
  if (read.kind === 'refused') throw new Error(read.findings[0]!.message)
  expect([...read.weights.keys()]).toContain('4.weight')
})
