import { describe, expect, it } from 'vitest'
import { migrate } from './migrations'
import type { Migration } from './migrations'

/** As a later version 2 and 3 would bring them. */
const steps: Migration[] = [
  { from: 2, migrate: (document) => ({ ...document, trail: `${String(document['trail'])}c` }) },
  { from: 1, migrate: (document) => ({ ...document, trail: `${String(document['trail'])}b` }) },
]

describe('migrate', () => {
  it('leaves a document of the current version as it is', () => {
    const document = { version: 1, main: 'Net' }
    expect(migrate(document)).toEqual({ kind: 'current', document })
  })

  it('takes every step from the version of the document on, in order', () => {
    expect(migrate({ version: 1, trail: 'a' }, steps, 3)).toEqual({
      kind: 'current',
      document: { version: 3, trail: 'abc' },
    })
    expect(migrate({ version: 2, trail: 'a' }, steps, 3)).toEqual({
      kind: 'current',
      document: { version: 3, trail: 'ac' },
    })
  })

  it.each([
    [4, 'The file has format version 4; this program reads versions up to 3.'],
    ['1', 'The version of the file must be a whole number from 1 to 3.'],
    [undefined, 'The version of the file must be a whole number from 1 to 3.'],
  ])('refuses version %j in plain words', (version, message) => {
    expect(migrate({ version }, steps, 3)).toMatchObject({ kind: 'refused', problem: { message } })
  })
})
