/** Python's operators on two numbers. */
import { power } from '../../basics/power'

type Operator = (a: number, b: number) => number | boolean

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - Math.floor(a / b) * b,
  '**': power,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
}
const DIVISIONS = new Set(['/', '//', '%'])

export function isNumberOperator(operator: string): boolean {
  return Object.hasOwn(OPERATORS, operator)
}

/** undefined where Python has no real number: it divides by nothing, or the power is complex. */
export function ofNumbers(operator: string, a: number, b: number): number | boolean | undefined {
  const value = OPERATORS[operator]?.(a, b)
  const raises = b === 0 && DIVISIONS.has(operator) ? true : operator === '**' && a === 0 && b < 0
  const arose = Number.isNaN(value) && !Number.isNaN(a) && !Number.isNaN(b) && operator === '**'
  return raises || arose ? undefined : value
}
