import type { Shape } from '../infer/dims'
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

/** Several dimensions (null: all), counted from the front. Errors: one named twice. */
export function axesOf(dims: number | readonly number[] | null, rank: number, param: string): number[] {
  if (dims === null) return Array.from({ length: rank }, (_, axis) => axis)
  const axes = [dims].flat().map((dim) => axisOf(dim, rank, param))
  const twice = axes.find((axis, index) => axes.indexOf(axis) !== index)
  if (twice === undefined) return rank === 0 ? [] : axes
  throw new RuleError(`dim ${twice} appears multiple times in the list of dims`, {
    param,
    remedy: 'Name each dimension once.',
  })
}

/** A shape without those dimensions, or with 1 in their places. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): Shape {
  if (keepdim) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  return shape.filter((_, axis) => !axes.includes(axis))
}
