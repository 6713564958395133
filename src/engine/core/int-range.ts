import { RuntimeError } from '../errors'
import type { Tensor } from './tensor'

/** What int64 tensors hold: kernels compute with 32 bits, and wrap around beyond them. */
export const LARGEST_INT = 2 ** 31 - 1

/**
 * Compares an int64 result with the same computed in float32: a value that wrapped around is off by a multiple of 2³², far
 * more than float32 rounds a value near that range.
 *
 * Errors: `The result 3000000000 is beyond ±2147483647: int64 values are held as 32-bit integers here. Compute with float32.`
 */
export function expectInRange(result: Tensor, real: Tensor): Tensor {
  const [values, wanted] = [result.data(), real.data()]
  for (let i = 0; i < values.length; i++)
    if (!(Math.abs(wanted[i]! - values[i]!) <= LARGEST_INT)) refuse(wanted[i]!)
  return result
}

/**
 * The same for a single result, which is `value` in exact arithmetic.
 *
 * Errors: as {@link expectInRange}.
 */
export function expectNumberInRange(value: number): void {
  if (value !== (value | 0)) refuse(value)
}

function refuse(value: number): never {
  throw new RuntimeError(
    `The result ${value} is beyond ±${LARGEST_INT}: int64 values are held as 32-bit integers here. ` +
      'Compute with float32.',
  )
}
