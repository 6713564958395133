import { assert, property, jsonValue, nat, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { locateJsonLoss, locateJsonProblem, nestingDepth } from './json-syntax'

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('locateJsonProblem', () => {
  it.each([
    ['{"a": 1,}', 1, 9, 'expected a name in double quotes, but found "}"'],
    ['{"a" 1}', 1, 6, "expected ':'"],
    ['{\n  "a": [1, 2\n  "b": 3\n}', 3, 3, "expected ',' or ']'"],
    ['', 1, 1, 'expected a value, but the file ends'],
    ['{"a": tru}', 1, 7, 'expected a value'],
    ['{} x', 1, 4, 'expected the end of the file'],
    ['["a\nb"]', 1, 2, "expected a value or ']'"],
    ['{"a": "b', 1, 7, 'found a text without its closing quote'],
  ])('finds the place of the mistake in %j', (text, line, column, message) => {
    const problem = locateJsonProblem(text)
    expect(problem).toMatchObject({ line, column })
    expect(problem?.message).toContain(message)
  })

  it('agrees with JSON.parse on every text', () => {
    assert(
      property(jsonValue(), nat(), string({ maxLength: 3 }), (value, at, inserted) => {
        const text = JSON.stringify(value)
        const place = at % (text.length + 1)
        for (const changed of [
          text,
          text.slice(0, place) + inserted + text.slice(place),
          text.slice(0, place),
        ]) {
          expect(locateJsonProblem(changed) === undefined).toBe(parses(changed))
        }
      }),
      { numRuns: times(300) },
    )
  })
})

describe('nestingDepth', () => {
  it('counts brackets, but not those in strings', () => {
    expect(nestingDepth('[{"a]]": ["[[[\\"["]}]', 100)).toBe(3)
  })

  it('stops counting beyond the limit', () => {
    expect(nestingDepth('['.repeat(10_000), 64)).toBe(65)
  })
})

describe('a name that stands twice in one object', () => {
  it('is found where it stands again, however it is spelt', () => {
    expect(locateJsonLoss('{"a": 1,\n "b": {"a": 2},\n "a": 3}')).toEqual({
      code: 'json.name_twice',
      values: { name: '"a"' },
      message: 'The name "a" stands twice in one object; only the last would be read.',
      line: 3,
      column: 2,
    })
    expect(locateJsonLoss('[{"ab": 1, "\\u0061b": 2}]')).toMatchObject({ line: 1, column: 12 })
    expect(locateJsonLoss('[{"__proto__": 1, "__proto__": 2}]')).toMatchObject({ column: 19 })
  })

  it('is none where objects have one each', () => {
    expect(locateJsonLoss('{"a": [{"a": 1}, {"a": 2}], "A": {"a": {"a": null}}, "": "a"}')).toBeUndefined()
  })

  it('is told after what is no JSON at all', () => {
    expect(locateJsonLoss('{"a": 1, "a": }')?.message).toMatch(/^This is not JSON/)
  })
})
