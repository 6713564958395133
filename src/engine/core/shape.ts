import { IndexError, RuntimeError } from '../errors'

export type Shape = readonly number[]

/** The number of values of a shape: the product of its lengths. */
export function numel(shape: Shape): number {
  let size = 1
  for (const length of shape) size *= length
  return size
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/**
 * The shape of two operands broadcast together.
 *
 * Errors: lengths differ and neither is 1 → PyTorch's "The size of tensor a (3) must match the size of tensor b (4) …".
 */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length)
  const shape = Array.from({ length: rank }, () => 1)
  for (let dim = rank - 1, i = a.length - 1, j = b.length - 1; dim >= 0; dim--, i--, j--) {
    const left = i < 0 ? 1 : a[i]!
    const right = j < 0 ? 1 : b[j]!
    if (left !== right && left !== 1 && right !== 1) {
      throw new RuntimeError(
        `The size of tensor a (${left}) must match the size of tensor b (${right}) at non-singleton dimension ${dim}`,
      )
    }
    shape[dim] = left === 1 ? right : left
  }
  return shape
}

/**
 * A dimension counted from the front; negative ones count from the back.
 *
 * Errors: out of range → IndexError as PyTorch's.
 */
export function normalizeDim(dim: number, rank: number): number {
  const bound = Math.max(rank, 1)
  if (!Number.isInteger(dim) || dim < -bound || dim >= bound) {
    throw new IndexError(
      `Dimension out of range (expected to be in range of [${-bound}, ${bound - 1}], but got ${dim})`,
    )
  }
  return dim < 0 ? dim + bound : dim
}

/** Sorted, distinct dimensions; all of them where none are named. */
export function normalizeDims(dims: number | readonly number[] | null | undefined, rank: number): number[] {
  if (dims === null || dims === undefined) return Array.from({ length: rank }, (_, i) => i)
  const list = (typeof dims === 'number' ? [dims] : dims).map((dim) => normalizeDim(dim, rank))
  const sorted = list.toSorted((a, b) => a - b)
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1])
      throw new RuntimeError(`dim ${sorted[i]} appears multiple times in the list of dims`)
  }
  return rank === 0 ? [] : sorted
}

/**
 * A shape whose one -1 is worked out from the number of values.
 *
 * Errors: `shape '[2, 5]' is invalid for input of size 12`; `only one dimension can be inferred`.
 */
export function inferShape(shape: Shape, size: number): number[] {
  const invalid = (): RuntimeError =>
    new RuntimeError(`shape '[${shape.join(', ')}]' is invalid for input of size ${size}`)
  const unknown = shape.indexOf(-1)
  if (unknown === -1) {
    if (numel(shape) !== size) throw invalid()
    return [...shape]
  }
  if (shape.indexOf(-1, unknown + 1) !== -1) throw new RuntimeError('only one dimension can be inferred')
  const known = -numel(shape)
  if (known === 0 || size % known !== 0) throw invalid()
  return shape.map((length) => (length === -1 ? size / known : length))
}

/** A shape as PyTorch prints it: `[2, 3]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** Rows, columns (or one number twice) of a window, stride or padding. */
export function pair(value: number | readonly number[]): [number, number] {
  return typeof value === 'number' ? [value, value] : [value[0]!, value[1]!]
}
