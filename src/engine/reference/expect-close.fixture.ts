/** Compares what two programs computed from the same numbers, by the rule of docs/testing.md. */
import { expect } from 'vitest'
import type { Results } from './magnitudes.fixture'
import { firstApart } from './tolerance'

export interface Values {
  shape: readonly number[]
  values: ArrayLike<number>
}

interface Pair<Key> {
  /** Under which the magnitudes are found. */
  key: Key
  /** What it is called where it is wrong. */
  what: string
  actual: Values
  expected: Values
}

/**
 * Fails where a value is not the expected one.
 *
 * @param magnitudes Finds those of the expected values, of more samples each time. Asked where values alone do not tell, and
 *   only until they do: magnitudes grow from sample to sample, so what is close once stays so.
 */
export function expectClose<Key>(
  pairs: readonly Pair<Key>[],
  magnitudes: () => Iterable<Results<Key>>,
): void {
  for (const { actual, expected, what } of pairs) expect(actual.shape, what).toEqual(expected.shape)
  let apart = pairs.filter((pair) => placeApart(pair) >= 0)
  if (apart.length === 0) return
  let found: Results<Key> = new Map()
  for (found of magnitudes()) {
    apart = apart.filter((pair) => placeApart(pair, found) >= 0)
    if (apart.length === 0) return
  }
  const [first] = apart
  if (first !== undefined) expect.fail(difference(first, found))
}

function placeApart<Key>({ key, actual, expected }: Pair<Key>, magnitudes?: Results<Key>): number {
  return firstApart(actual.values, expected.values, magnitudes?.get(key))
}

function difference<Key>(pair: Pair<Key>, magnitudes: Results<Key>): string {
  const place = placeApart(pair, magnitudes)
  const { key, what, actual, expected } = pair
  return (
    `${what}: value ${place} is ${actual.values[place]}, ${expected.values[place]} is expected, ` +
    `of terms that add up to ${magnitudes.get(key)?.[place]}`
  )
}
