/** What a value is like in PyTorch's numbers, for breakpoints. */
import type { ValueStatistics } from '../../graph/breakpoints/condition'

/** Statistics of all values; those that are NaN or infinite count as PyTorch's `min`, `mean`, `std` and `norm` count them. */
export function valueStatistics(values: ArrayLike<number>): ValueStatistics {
  const count = values.length
  let [min, max, sum, squares, zeros, nan, inf] = [Infinity, -Infinity, 0, 0, 0, 0, 0]
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    // Never -0; and NaN stays NaN once it is met.
    min = Math.min(min, value) + 0
    max = Math.max(max, value) + 0
    sum += value
    squares += value * value
    if (value === 0) zeros++
    else if (Number.isNaN(value)) nan++
    else if (!Number.isFinite(value)) inf++
  }
  const mean = sum / count
  const none = count === 0
  return {
    min: none ? NaN : min,
    max: none ? NaN : max,
    mean,
    std: Math.sqrt(squaresAround(values, mean) / (count - 1)),
    norm: Math.sqrt(squares),
    zeros: none ? 0 : zeros / count,
    nan,
    inf,
  }
}

function squaresAround(values: ArrayLike<number>, mean: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - mean) ** 2
  return sum
}
