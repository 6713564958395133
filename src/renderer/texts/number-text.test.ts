import { describe, expect, it } from 'vitest'
import {
  cellText,
  clockText,
  durationText,
  exactText,
  millisecondsText,
  numberText,
  percentText,
  rangeText,
  tickText,
  valueText,
} from './number-text'

describe('numberText', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [25088, '25088'],
    [1.23456, '1.235'],
    [-0.0123456, '−0.01235'],
    [0.5, '0.5000'],
    [0.999999, '1.000'],
    [99999.6, '1e5'],
    [1.234e-7, '1.23e−7'],
    [-4.5e12, '−4.5e12'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('writes %d as %s', (value, text) => {
    expect(numberText(value)).toBe(text)
  })

  it('never shows more than the digits asked for', () => {
    expect(numberText(12.3456, 3)).toBe('12.3')
    expect(numberText(1234.56, 3)).toBe('1230')
  })
})

describe('valueText', () => {
  it.each([
    [26501, '26501'],
    [126501, '126501'],
    [-16777215, '−16777215'],
    [1.23456, '1.235'],
    [126501.5, '1.27e5'],
    [4.5e12, '4.5e12'],
    [NaN, 'NaN'],
  ])('writes %d as %s: whole numbers with all their digits', (value, text) => {
    expect(valueText(value)).toBe(text)
  })
})

describe('rangeText', () => {
  it.each([
    [0.12345, 0.23456, '0.123', '0.235'],
    [26500.5, 26501.5, '26500.5', '26501.5'],
    [7, 7, '7', '7'],
  ])('tells %d from %d', (low, high, from, to) => {
    expect(rangeText(low, high)).toEqual({ from, to })
  })
})

describe('tickText', () => {
  it.each([
    [2.5, '2.5'],
    [0.01, '0.01'],
    [-0.2, '−0.2'],
    [100, '100'],
    [250_000, '2.5e5'],
    [1e-7, '1e−7'],
  ])('writes %d as %s', (value, text) => {
    expect(tickText(value)).toBe(text)
  })
})

describe('exactText', () => {
  it.each([0.1, 1 / 3, 16777217, 1e-45, -2.5, 123456.789])('reads back as the same float32: %d', (value) => {
    const float = Math.fround(value)
    const text = exactText(float).replace('−', '-')
    expect(Math.fround(Number(text))).toBe(float)
    expect(text.length).toBeLessThan(15)
  })

  it('has every digit of a whole number, also where float32 has no such number', () => {
    expect(exactText(123456789)).toBe('123456789')
    expect(exactText(-(2 ** 24) - 1)).toBe('−16777217')
  })

  it('is short where a double would be long', () => {
    expect(exactText(Math.fround(0.1))).toBe('0.1')
  })
})

describe('cellText', () => {
  it.each([
    [Math.fround(0.125), '0.125'],
    [7, '7'],
    [Math.fround(4.2227714e-7), '4.22e−7'],
    [Math.fround(-0.039503147), '−0.03950'],
  ])('writes %d as %s, with its exponent', (value, text) => {
    expect(cellText(value)).toBe(text)
  })
})

describe('shares and times', () => {
  it('keeps tiny and nearly whole shares apart from none and all', () => {
    expect(percentText(0)).toBe('0 %')
    expect(percentText(0.0004)).toBe('< 0.1 %')
    expect(percentText(0.5432)).toBe('54.3 %')
    expect(percentText(0.99999)).toBe('> 99.9 %')
    expect(percentText(1)).toBe('100 %')
  })

  it('picks the unit by size', () => {
    expect(millisecondsText(0.4242)).toBe('0.42 ms')
    expect(millisecondsText(21.4)).toBe('21 ms')
    expect(millisecondsText(1340)).toBe('1.3 s')
    expect(durationText(0.2)).toBe('1 s')
    expect(durationText(125)).toBe('2 min 5 s')
    expect(durationText(3840)).toBe('1 h 4 min')
  })

  it('writes the time of day to the millisecond', () => {
    expect(clockText(new Date(2026, 0, 2, 4, 3, 7, 23).getTime())).toBe('04:03:07.023')
  })
})
