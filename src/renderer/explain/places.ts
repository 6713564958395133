/** Places in tensors: indices, row-major places, and terms in the order of their size. */
import type { Part, Term, TermKind, Values } from './explanation'

/** Row-major place of an index. */
export function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((at, each, dim) => at * shape[dim]! + each, 0)
}

/** Index of a row-major place. */
export function indexOf(shape: readonly number[], offset: number): number[] {
  const index: number[] = []
  for (let dim = shape.length - 1, rest = offset; dim >= 0; dim--) {
    index.unshift(rest % shape[dim]!)
    rest = Math.floor(rest / shape[dim]!)
  }
  return index
}

/** A value at an index. */
export function valueAt({ shape, values }: Values, index: readonly number[]): number {
  return values[offsetOf(shape, index)]!
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

export function magnitudeOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + Math.abs(b), 0)
}

export type TermsPart = Extract<Part, { kind: 'terms' }>

/** Terms that are shown each for itself. */
const MOST_TERMS = 8

/** The largest terms, and the others as one number. */
export function largest(of: TermKind, terms: readonly Term[]): TermsPart {
  const order = [...terms].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
  // One that is left would take the place of its own row.
  const shown = terms.length <= MOST_TERMS + 1 ? order.length : MOST_TERMS
  const rest = order.slice(shown).map(({ value }) => value)
  return {
    kind: 'terms',
    of,
    terms: order.slice(0, shown),
    rest: rest.length === 0 ? null : { count: rest.length, sum: sum(rest) },
  }
}
