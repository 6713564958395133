/** Operators of Python on numbers, texts and lists. */
import type { Dim } from '../../types/dims'
import { isNumberOperator, ofNumbers } from './number-operators'
import { sizeOf } from './sizes'
import { isKind, list, truth, UNKNOWN } from './values'
import type { Value } from './values'

/** Lists of more items are no description of a net. */
const MAX_ITEMS = 100_000
/** Neither are longer texts. */
const MAX_TEXT = 1_000_000
const MAX_WIDTH = 100

/** undefined where one of them is a tensor or something else that only PyTorch knows. */
export function binaryPlain(operator: string, left: Value, right: Value): Value | undefined {
  if (operator === '==' || operator === '!=') {
    const same = isEqual(left, right)
    return same === undefined ? undefined : same === (operator === '==')
  }
  if (operator === 'is' || operator === 'is not') return isSame(left, right) === (operator === 'is')
  if (operator === 'in' || operator === 'not in') {
    const found = contains(right, left)
    return found === undefined ? undefined : found === (operator === 'in')
  }
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a !== undefined && b !== undefined && isNumberOperator(operator)) {
    const value = ofNumbers(operator, a, b) ?? UNKNOWN
    const truths =
      typeof left === 'boolean' && typeof right === 'boolean' && ['&', '|', '^'].includes(operator)
    return truths ? value !== 0 : value
  }
  if (operator === '%' && typeof left === 'string') return formatted(left, right)
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right
  if (operator === '+' && isKind(left, 'list') && isKind(right, 'list'))
    return list([...left.items, ...right.items].slice(0, MAX_ITEMS), left.tuple)
  if (operator === '*' && isKind(left, 'list') && typeof right === 'number')
    return repeated(left.items, right, left.tuple)
  if (operator === '*' && isKind(right, 'list') && typeof left === 'number')
    return repeated(right.items, left, right.tuple)
  return undefined
}

export function unaryPlain(operator: string, operand: Value): Value | undefined {
  const number = numberOf(operand)
  if (number === undefined) return operator === 'not' ? !(truth(operand) ?? true) : undefined
  return operator === '-' ? -number : operator === '+' ? number : undefined
}

function numberOf(value: Value): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : undefined
}

function repeated(items: readonly Value[], times: number, tuple: boolean): Value {
  const count = Math.max(0, Math.min(times, Math.floor(MAX_ITEMS / Math.max(1, items.length))))
  const [item = null] = items
  if (items.length === 1)
    return list(
      Array.from({ length: count }, () => item),
      tuple,
    )
  return list(Array.from({ length: count }, () => items).flat(), tuple)
}

function isEqual(left: Value, right: Value): boolean | undefined {
  if (isKind(left, 'list') && isKind(right, 'list')) {
    if (left.items.length !== right.items.length) return false
    const same = left.items.map((item, index) => isEqual(item, right.items[index] ?? null))
    return same.includes(false) ? false : same.includes(undefined) ? undefined : true
  }
  if (isKind(left, 'size') && isKind(right, 'size')) return sameSize(sizeOf(left), sizeOf(right))
  if (isKind(left, 'global') && isKind(right, 'global')) return left.path === right.path
  if (typeof left === 'object' && left !== null)
    return left === right ? true : isUncertain(left) ? undefined : false
  if (typeof right === 'object' && right !== null) return isUncertain(right) ? undefined : false
  return left === right || (numberOf(left) !== undefined && numberOf(left) === numberOf(right))
}

/** Of two batches all that is known is that they are one. */
function sameSize(left: Dim | undefined, right: Dim | undefined): boolean | undefined {
  return left !== undefined && left === right ? true : undefined
}

const UNCERTAIN = ['tensor', 'size', 'shape', 'unknown', 'example', 'parameter'] as const

function isUncertain(value: Value): boolean {
  return UNCERTAIN.some((kind) => isKind(value, kind))
}

function isSame(left: Value, right: Value): boolean {
  if (isKind(left, 'global') && isKind(right, 'global')) return left.path === right.path
  return left === right
}

function contains(container: Value, item: Value): boolean | undefined {
  if (typeof container === 'string' && typeof item === 'string') return container.includes(item)
  if (isKind(container, 'dict'))
    return typeof item !== 'object' || item === null ? container.entries.has(item) : undefined
  if (!isKind(container, 'list')) return undefined
  return container.items.some((other) => isEqual(other, item) === true)
}

/** `'layer%d' % 3`. */
function formatted(text: string, value: Value): Value {
  const values = isKind(value, 'list') ? [...value.items] : [value]
  const length = values.reduce<number>(
    (sum, each) => sum + (typeof each === 'string' ? each.length : 0),
    text.length,
  )
  if (length > MAX_TEXT) return UNKNOWN
  return text.replace(/%(0?)(\d*)[-\d.]*[dsifg]/g, (_, zero: string, width: string) => {
    const next = values.shift() ?? ''
    const shown = typeof next === 'object' ? next.kind : String(next)
    return shown.padStart(Math.min(Number(width), MAX_WIDTH), zero === '' ? ' ' : '0')
  })
}

/** `sum(…)` of numbers, or of tensors one after another. */
export function sumOf(items: readonly Value[], start: Value, add: (a: Value, b: Value) => Value): Value {
  return items.reduce<Value>((sum, item) => {
    if (sum === 0) return item
    return typeof sum === 'number' && typeof item === 'number' ? sum + item : add(sum, item)
  }, start)
}
