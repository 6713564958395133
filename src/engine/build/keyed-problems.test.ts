import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { plainProse } from '../../words/plain-prose'
import { memoryProblem } from './out-of-memory'

beforeAll(() => setLanguage('en-XA'))
afterAll(() => setLanguage('en'))

function expectKeyed(texts: readonly (string | undefined)[]): void {
  for (const text of texts) expect(text).toMatch(/^⟦.*⟧$/)
  expect(texts.flatMap((text) => plainProse(text ?? ''))).toEqual([])
}

describe('in another language', () => {
  it.each([
    new Error('OOM when allocating tensor with shape[4,5] and type float'),
    new RangeError('Array buffer allocation failed'),
  ])('memory that is full is told of: %s', (error) => {
    const problem = memoryProblem(error)
    expectKeyed([problem?.message, problem?.remedy])
  })
})
