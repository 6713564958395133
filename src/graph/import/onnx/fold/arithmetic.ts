/** Arithmetic, comparisons and choices between arrays that are known. */
import { power } from '../../../basics/power'
import type { Dim, DType } from '../../../types/dims'
import { addDims, divideDim, multiplyDims } from '../../../types/dims'
import { isNumbers } from '../items'
import type { Items } from '../items'
import { broadcastOf, countOf, placesIn, roomFor } from './broadcasting'
import type { Fold } from './fold-definition'

type OfNumbers = (a: number, b: number, whole: boolean) => number
/** Null: not known for every size of the batch. */
type OfSizes = (a: Dim, b: Dim) => Dim | null

export const arithmeticFolds: Readonly<Record<string, Fold>> = {
  Add: binary(
    (a, b) => a + b,
    (a, b) => addDims([a, b]),
  ),
  Sub: binary(
    (a, b) => a - b,
    (a, b) => (a === b ? 0 : null),
  ),
  Mul: binary(
    (a, b) => a * b,
    (a, b) => multiplyDims([a, b]),
  ),
  Div: binary((a, b, whole) => (whole ? Math.trunc(a / b) : a / b), divided),
  Pow: binary(power),
  Mod: (site, items) =>
    site.int('fmod', 0) === 0
      ? binary((a, b) => ((a % b) + b) % b)(site, items)
      : binary((a, b) => a % b)(site, items),
  Sum: folded((a, b) => a + b),
  Min: folded((a, b) => Math.min(a, b)),
  Max: folded((a, b) => Math.max(a, b)),
  Equal: compared((a, b) => a === b, sameSize),
  Greater: compared(
    (a, b) => a > b,
    (a, b) => isBelowAll(b, a),
  ),
  Less: compared(
    (a, b) => a < b,
    (a, b) => isBelowAll(a, b),
  ),
  GreaterOrEqual: compared((a, b) => a >= b),
  LessOrEqual: compared((a, b) => a <= b),
  And: binary((a, b) => Number(a !== 0 && b !== 0), undefined, 'bool'),
  Or: binary((a, b) => Number(a !== 0 || b !== 0), undefined, 'bool'),
  Xor: binary((a, b) => Number((a !== 0) !== (b !== 0)), undefined, 'bool'),
  Where: chosen,
}

function binary(numbers: OfNumbers, sizes: OfSizes = () => null, result?: DType): Fold {
  return (site, [a, b]) => {
    const shape = a && b && broadcastOf([a.shape, b.shape])
    if (a === undefined || b === undefined || shape === undefined) return undefined
    const count = countOf(shape)
    const [left, right] = [placesIn(a.shape, shape), placesIn(b.shape, shape)]
    const dtype = result ?? a.dtype
    const whole = a.dtype !== 'float32'
    if (isNumbers(a) && isNumbers(b)) {
      const values = roomFor(site, dtype, count)
      for (let at = 0; at < count; at++)
        values[at] = numbers(a.items[left(at)] ?? 0, b.items[right(at)] ?? 0, whole)
      // A whole number divided by zero is none.
      return dtype === 'float32' || values.every(Number.isFinite)
        ? { shape, items: values, dtype }
        : undefined
    }
    const items = Array.from({ length: count }, (_, at) => {
      const [one, other] = [a.items[left(at)] ?? null, b.items[right(at)] ?? null]
      if (one === null || other === null) return null
      return typeof one === 'number' && typeof other === 'number'
        ? numbers(one, other, whole)
        : sizes(one, other)
    })
    return { shape, items, dtype }
  }
}

/** The same of any number of arrays. */
function folded(numbers: OfNumbers): Fold {
  const two = binary(numbers)
  return (site, items) => {
    const [first, ...others] = items
    let total: Items | undefined = first
    for (const other of others) {
      const next = two(site, [total, other])
      if (next === undefined || !('items' in next)) return undefined
      total = next
    }
    return total
  }
}

function compared(
  holds: (a: number, b: number) => boolean,
  sizes: (a: Dim, b: Dim) => boolean | null = () => null,
): Fold {
  const asNumber = (truth: boolean | null): number | null => (truth === null ? null : Number(truth))
  return binary(
    (a, b) => Number(holds(a, b)),
    (a, b) => asNumber(sizes(a, b)),
    'bool',
  )
}

/** A size is never negative; sizes that are written alike are equal. */
function sameSize(a: Dim, b: Dim): boolean | null {
  if (a === b) return true
  return [a, b].some((each) => typeof each === 'number' && each < 0) ? false : null
}

/** A batch has one sample at least. */
function isBelowAll(a: Dim, b: Dim): boolean | null {
  if (a === b) return false
  if (typeof a === 'number') return a < 1 ? true : null
  return typeof b === 'number' && b <= 1 ? false : null
}

function chosen(...[site, [condition, yes, no]]: Parameters<Fold>): Items | undefined {
  if (condition === undefined || yes === undefined || no === undefined) return undefined
  const shape = broadcastOf([condition.shape, yes.shape, no.shape])
  if (shape === undefined) return undefined
  const count = countOf(shape)
  const [truth, first, second] = [condition, yes, no].map((each) => placesIn(each.shape, shape))
  if (truth === undefined || first === undefined || second === undefined) return undefined
  if (isNumbers(condition) && isNumbers(yes) && isNumbers(no)) {
    const values = roomFor(site, yes.dtype, count)
    for (let at = 0; at < count; at++)
      values[at] = (condition.items[truth(at)] === 0 ? no.items[second(at)] : yes.items[first(at)]) ?? 0
    return { shape, items: values, dtype: yes.dtype }
  }
  const items = Array.from({ length: count }, (_, at) => {
    const [one, other] = [yes.items[first(at)] ?? null, no.items[second(at)] ?? null]
    const holds = condition.items[truth(at)] ?? null
    if (holds === null) return one === other ? one : null
    return holds === 0 ? other : one
  })
  return { shape, items, dtype: yes.dtype }
}

/** 8N / 8 = N, N / N = 1; null for what does not come out whole. */
function divided(a: Dim, b: Dim): Dim | null {
  if (a === b) return 1
  return typeof b === 'number' ? (divideDim(a, b) ?? null) : null
}
