import { backend } from '../backend'
import { layoutOf, placeOf, withoutDims, type Layout } from '../core/layout'
import { broadcastShapes, numel, sameShape, type Shape } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'

/** Two operands whose memory can be combined place by place, and what comes out. */
export interface Aligned {
  a: Tensor
  b: Tensor
  shape: Shape
  layout: Layout
}

/** Brings two operands to one layout and broadcastable memory; the larger one stays where it is. */
export function align(a: Tensor, b: Tensor): Aligned {
  if (a.layout === b.layout && sameShape(a.shape, b.shape)) return { a, b, shape: a.shape, layout: a.layout }
  const shape = broadcastShapes(a.shape, b.shape)
  const lead = a.shape.length === shape.length && numel(a.shape) >= numel(b.shape) ? a : b
  const layout = lead.shape.length === shape.length ? lead.layout : null
  return { a: fit(a, shape.length, layout), b: fit(b, shape.length, layout), shape, layout }
}

/** Leading dimensions of length 1 added up to `rank`, in `layout`. Single values fit anywhere as they are. */
function fit(x: Tensor, rank: number, layout: Layout): Tensor {
  if (x.shape.length === 0) return x
  if (x.shape.length === rank) return inLayout(x, layout)
  if (layout === null) return inLayout(x, null)
  const shape = [...Array.from({ length: rank - x.shape.length }, () => 1), ...x.shape]
  const plain = inLayout(x, null)
  return inLayout(fromHandle(backend.reshape(plain.handle, shape), shape), layout)
}

/** Sums a gradient over the dimensions along which its input of `shape` was broadcast. Not recorded. */
export function sumTo(grad: Tensor, shape: Shape): Tensor {
  if (sameShape(grad.shape, shape)) return grad
  const lead = grad.shape.length - shape.length
  const dims = grad.shape.flatMap((length, dim) =>
    dim < lead || (shape[dim - lead] === 1 && length !== 1) ? [dim] : [],
  )
  const places = dims.map((dim) => placeOf(dim, grad.layout)).toSorted((a, b) => a - b)
  const left = grad.shape.filter((_, dim) => !dims.includes(dim))
  const summed = fromHandle(
    backend.reduce('Sum', grad.handle, places, false),
    left,
    withoutDims(grad.layout, dims),
  )
  if (sameShape(left, shape)) return summed
  const plain = inLayout(summed, null)
  return fromHandle(backend.reshape(plain.handle, shape), shape)
}

/** The layout of a tensor with `shape` broadcast from another: the same order, new dimensions in front. */
export function grownLayout(layout: Layout, added: number): Layout {
  if (layout === null) return null
  return layoutOf([...Array.from({ length: added }, (_, i) => i), ...layout.map((dim) => dim + added)])
}
