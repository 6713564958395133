import { describe, expect, it } from 'vitest'
import { readInput } from './read-input'
import type { Slot } from './slots'

const slot: Slot = {
  key: 'n0 output',
  node: 'n0',
  handle: 'output',
  label: 'x',
  shape: [1, 2],
  dtype: 'float32',
  data: false,
  normalised: false,
  target: false,
}

describe('a file that is given to an input', () => {
  it('is refused as what its name says that it is', async () => {
    const bytes = new TextEncoder().encode('no numbers')
    await expect(readInput('x.npy', bytes, slot)).rejects.toThrow('x.npy: It is no array of NumPy.')
    await expect(readInput('x.npy', bytes, slot)).rejects.not.toThrow(/picture/)
  })
})
