import { RuleError } from './rule-error'

/** A dimension counted from the front; negative ones count from the back. Errors: PyTorch's `Dimension out of range`. */
export function axisOf(dim: number, rank: number, param: string): number {
  const range = Math.max(rank, 1)
  if (dim >= range || dim < -range) {
    throw new RuleError(
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
      { param, remedy: `The input has ${rank} dimensions, the batch included.` },
    )
  }
  return dim < 0 ? dim + range : dim
}
