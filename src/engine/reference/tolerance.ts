/** When two numbers are equal: the rule of docs/testing.md, as in tolerance.py. */

/** Eight roundings of single precision: of the value, and of what was added into it. */
export const ALLOWED = 2 ** -21
/** The smallest number that single precision holds in full; what is below it may be 0. */
export const SMALLEST = 2 ** -126

/** Numbers that were saved, with their magnitudes where one is much more than its value. */
export interface SavedNumbers {
  readonly values: readonly number[]
  readonly magnitudes?: readonly number[]
}

/**
 * |actual − expected| ≤ ALLOWED · (|expected| + magnitude) + SMALLEST; what is not finite must be the same.
 *
 * @param magnitude The sum of the absolute values of what was added into it; at least |expected|.
 */
export function isClose(actual: number, expected: number, magnitude = 0): boolean {
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return Object.is(actual, expected)
  return Math.abs(actual - expected) <= allowed(expected, magnitude)
}

/** How far apart from a number another one may be. */
export function allowed(expected: number, magnitude = 0): number {
  const size = Math.abs(expected)
  return ALLOWED * (size + Math.max(magnitude, size)) + SMALLEST
}

/** The place of the first value that is not close; -1 where all are. */
export function firstApart(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  magnitudes?: ArrayLike<number>,
): number {
  return Array.from(expected).findIndex((value, i) => !isClose(actual[i]!, value, magnitudes?.[i]))
}

/** Which number is not close, as a test that fails says it; null where all are. */
export function difference(
  actual: ArrayLike<number> | undefined,
  { values, magnitudes }: SavedNumbers,
): string | null {
  if (actual?.length !== values.length) return `${actual?.length ?? 'no'} numbers, not ${values.length}`
  const wrong = firstApart(actual, values, magnitudes)
  if (wrong < 0) return null
  const added = magnitudes ? `, of terms that add up to ${magnitudes[wrong]}` : ''
  return `number ${wrong} is ${actual[wrong]}, PyTorch's is ${values[wrong]}${added}`
}

/** Numbers drawn at random: each is a part of a spread, added to its middle or its end, so about as large as the largest. */
export function drawn(values: readonly number[]): SavedNumbers {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return { values, magnitudes: values.map(() => largest) }
}
