/** A small part of `npm run bench:faults -- readers`, which anyone can run with more: the same inputs in every run. */
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { crafted } from './crafted'
import { Dice } from './dice'
import { outcomeOf, RAW } from './outcome'
import type { Input } from './sources'
import { inputOf, readers } from './sources'

/** Errors: what a person would get to see of a mistake of ours. */
async function expectWords({ way, name, bytes }: Input): Promise<string> {
  const { kind, said } = await outcomeOf(way, name, bytes)
  for (const sentence of said) expect(sentence).not.toMatch(RAW)
  return kind
}

const small = [...crafted(true)]

describe('a small file that asks for much', () => {
  it.each(small.map((input) => [input.title, input] as const))('%s', async (_, input) => {
    await expectWords(input)
  })
})

describe('a damaged file', () => {
  it.each(readers().map((reader) => [reader.name, reader] as const))(
    'of the reader of %s is read or refused in plain words',
    { timeout: times(60_000) },
    async (_, reader) => {
      const kinds = []
      for (let number = 0; number < times(15); number++)
        kinds.push(await expectWords(inputOf(reader, new Dice(number))))
      expect(kinds).toContain('refused')
    },
  )

  it('is the same for the same number', () => {
    for (const reader of readers())
      expect(inputOf(reader, new Dice(7)).bytes).toEqual(inputOf(reader, new Dice(7)).bytes)
  })
})
