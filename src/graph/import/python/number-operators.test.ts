import { expect, it } from 'vitest'
import { ofNumbers } from './number-operators'

// What Python 3 prints; null: it raises, or has a complex number.
it.each([
  ['1 ** inf', 1],
  ['-1 ** inf', 1],
  ['1 ** nan', 1],
  ['inf ** 0', 1],
  ['2 ** -1', 0.5],
  ['-8 ** 3', -512],
  ['-8 ** 0.5', null],
  ['0 ** -1', null],
  ['7 / 0', null],
  ['7 // 0', null],
  ['7 % 0', null],
  ['-7 // 2', -4],
  ['-7 % 3', 2],
  ['1 << 10', 1024],
  ['inf - inf', NaN],
])('%s', (text, value) => {
  const [a = '', operator = '', b = ''] = text.split(' ')
  const number = (each: string): number => (each === 'nan' ? NaN : Number(each.replace('inf', 'Infinity')))
  expect(ofNumbers(operator, number(a), number(b)) ?? null).toEqual(value)
})
