import type { Shape } from './shape'

/**
 * The order in which a tensor's dimensions lie in memory: the entry at place i names the dimension stored there.
 * `null` is the plain order 0, 1, 2, …; layouts are interned, so equal ones are the same object.
 */
export type Layout = readonly number[] | null

const interned = new Map<string, readonly number[]>()

/** The one object for an order of dimensions; `null` for the plain order. */
export function layoutOf(order: readonly number[]): Layout {
  if (order.every((dim, place) => dim === place)) return null
  const key = order.join()
  let layout = interned.get(key)
  if (!layout) {
    layout = [...order]
    interned.set(key, layout)
  }
  return layout
}

/** N, H, W, C in memory, N, C, H, W to everyone outside. */
export const CHANNELS_LAST = layoutOf([0, 2, 3, 1])!
/** A filter out, in, H, W stored as H, W, in, out: what TensorFlow's convolution reads. */
export const FILTER = layoutOf([2, 3, 1, 0])!
/** A matrix stored by columns. */
export const TRANSPOSED = layoutOf([1, 0])!

/** The lengths as they lie in memory. */
export function physicalShape(shape: Shape, layout: Layout): Shape {
  return layout === null ? shape : layout.map((dim) => shape[dim]!)
}

/** Where a dimension lies in memory. */
export function placeOf(dim: number, layout: Layout): number {
  return layout === null ? dim : layout.indexOf(dim)
}

/** The permutation that takes values stored in `from` to `to`: entry i names the place in `from` of what goes to place i. */
export function conversion(from: Layout, to: Layout, rank: number): number[] {
  return Array.from({ length: rank }, (_, place) => placeOf(to === null ? place : to[place]!, from))
}

/** The layout after dimensions were dropped (as a sum without keepdim does). */
export function withoutDims(layout: Layout, dropped: readonly number[]): Layout {
  if (layout === null) return null
  const kept = layout.filter((dim) => !dropped.includes(dim))
  return layoutOf(kept.map((dim) => dim - dropped.filter((d) => d < dim).length))
}

/** True where two layouts store the same values in the same order, because they differ only in dimensions of length 1. */
export function sameOrder(shape: Shape, a: Layout, b: Layout): boolean {
  if (a === b) return true
  const long = (layout: Layout): number[] =>
    (layout ?? shape.map((_, dim) => dim)).filter((dim) => shape[dim] !== 1)
  const [left, right] = [long(a), long(b)]
  return left.every((dim, i) => dim === right[i])
}
