import { describe, expect, it } from 'vitest'
import { holds, parseCondition } from './condition'

const statistics = { min: -3, max: 2, mean: 0, std: 1, norm: 4, zeros: 0.25, nan: 0, inf: 0 }
const meets = (text: string, over: Partial<typeof statistics> = {}, step = 6) => {
  const { min, max, norm, zeros, ...counts } = { ...statistics, ...over }
  return holds(parseCondition(text).condition!, step, {
    any: (what) => counts[what] > 0,
    measure: (what) => ({ absmax: Math.max(Math.abs(min), Math.abs(max)), norm, zeros })[what],
    anyElement: () => expect.fail('asked for elements'),
  })
}

describe('a condition', () => {
  it.each([
    ['always', true],
    ['every 3', true],
    ['every 4', false],
    ['isnan', false],
    ['isinf', false],
    ['absmax > 2.9', true],
    ['absmax > 3', false],
    ['norm < 4.5', true],
    ['norm<4', false],
    ['norm > 3.99', true],
    ['zeros > .2', true],
    ['zeros > 2.5e-1', false],
  ])('%s', (text, expected) => {
    expect(meets(text)).toBe(expected)
  })

  it('holds for NaN only where it asks for it', () => {
    const nan = { min: NaN, max: NaN, mean: NaN, std: NaN, norm: NaN, nan: 1 }
    expect(
      ['isnan', 'isinf', 'absmax > 0', 'norm > 0', 'norm < 9'].filter((text) => meets(text, nan)),
    ).toEqual(['isnan'])
    const infinite = { max: Infinity, norm: Infinity, inf: 1 }
    expect(['isnan', 'isinf', 'absmax > 9'].filter((text) => meets(text, infinite))).toEqual([
      'isinf',
      'absmax > 9',
    ])
  })

  it.each([
    ['', "'' is no condition."],
    ['never', "'never' is no condition."],
    ['every 0', 'column 1'],
    ['every 1.5', 'column 1'],
    ['norm >= 1', 'column 1'],
    ['zeros < 1', 'column 1'],
    ['x > y', 'column 5'],
    ['x >', 'column 4'],
  ])('is not %s', (text, message) => {
    expect(parseCondition(text).problem).toContain(message)
    expect(parseCondition(text).problem).toContain('or an expression in x as mean(x) > 0.5')
  })

  it('is an expression where it is none of the others', () => {
    const { condition } = parseCondition('norm(x) > 1 and step > 3')
    expect(condition).toMatchObject({ kind: 'expression', expression: { kind: 'logic' } })
    const asked: unknown[] = []
    const answers = [true, false].map((answer) =>
      holds(condition!, 4, {
        any: () => expect.fail('asked for counts'),
        measure: () => expect.fail('asked for a number'),
        anyElement: (expression) => asked.push(expression) > 0 && answer,
      }),
    )
    expect(answers).toEqual([true, false])
    expect(asked[0]).toMatchObject({ kind: 'logic', operator: 'and' })
  })
})
