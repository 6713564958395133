/** What a value is like in PyTorch's numbers, for breakpoints. */
import type { TensorStatistics } from '../../graph/types/tensor-statistics'

/** Statistics of all values; those that are NaN or infinite count as PyTorch's `min`, `mean`, `std` and `norm` count them. */
export function valueStatistics(values: ArrayLike<number>): TensorStatistics {
  const count = values.length
  let [min, max, sum, squares, zeros] = [Infinity, -Infinity, 0, 0, 0]
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    if (value < min) min = value
    if (value > max) max = value
    sum += value
    squares += value * value
    if (value === 0) zeros++
  }
  const { nan, inf } = Number.isFinite(squares) ? { nan: 0, inf: 0 } : notFinite(values)
  const mean = sum / count
  const none = count === 0 || nan > 0
  return {
    // Never -0.
    min: none ? NaN : min + 0,
    max: none ? NaN : max + 0,
    mean,
    std: Math.sqrt(squaresAround(values, mean) / (count - 1)),
    norm: Math.sqrt(squares),
    zeros: count === 0 ? 0 : zeros / count,
    nan,
    inf,
  }
}

function notFinite(values: ArrayLike<number>): { nan: number; inf: number } {
  let [nan, inf] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) nan++
    else if (Math.abs(values[i]!) === Infinity) inf++
  }
  return { nan, inf }
}

function squaresAround(values: ArrayLike<number>, mean: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - mean) ** 2
  return sum
}
