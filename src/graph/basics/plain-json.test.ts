import { expect, it } from 'vitest'
import { fromPlainJson, toPlainJson } from './plain-json'

it('loses no number', () => {
  const value = { a: [NaN, Infinity, -Infinity, -0, 0, 0.1 + 0.2, 5e-324], b: { c: null, d: 'NaN', e: true } }
  const back = fromPlainJson(toPlainJson(value)) as typeof value
  expect(back).toEqual(value)
  expect(Object.is(back.a[3], -0)).toBe(true)
  expect(Object.is(back.a[4], 0)).toBe(true)
})

it('takes only the numbers that it writes for numbers', () => {
  expect(fromPlainJson('{"$number":"7"}')).toEqual({ $number: '7' })
  expect(fromPlainJson('{"$number":"NaN","more":1}')).toEqual({ $number: 'NaN', more: 1 })
})
