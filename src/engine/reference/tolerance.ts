/** When two numbers are equal: the rule of docs/testing.md, as in tolerance.py. */

/** Eight roundings of single precision: of the value, and of what was added into it. */
export const ALLOWED = 2 ** -21
/** The smallest number that single precision holds in full; what is below it may be 0. */
export const SMALLEST = 2 ** -126

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
