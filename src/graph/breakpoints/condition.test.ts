import { describe, expect, it } from 'vitest'
import { holds, parseCondition } from './condition'

const statistics = { min: -3, max: 2, mean: 0, std: 1, norm: 4, zeros: 0.25, nan: 0, inf: 0 }
const meets = (text: string, over: Partial<typeof statistics> = {}, step = 6) =>
  holds(parseCondition(text)!, step, () => ({ ...statistics, ...over }))

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
    '',
    'never',
    'every',
    'every 0',
    'every -1',
    'every 1.5',
    'norm',
    'norm >',
    'norm >= 1',
    'zeros < 1',
    'absmax < 1',
    'norm > x',
  ])('is not %s', (text) => {
    expect(parseCondition(text)).toBe(null)
  })
})
