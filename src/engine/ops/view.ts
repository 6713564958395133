import { backend } from '../backend'
import { layoutOf, physicalShape, type Layout } from '../core/layout'
import { record } from '../core/record'
import { inferShape, normalizeDim, sameShape, shapeText, type Shape } from '../core/shape'
import { fromHandle, inLayout, Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { grownLayout, sumTo } from './broadcast'

/** The values in their order under another shape; one length may be -1. */
export function reshape(x: Tensor, shape: Shape, name = 'ViewBackward0'): Tensor {
  const target = inferShape(shape, x.numel())
  return record(name, [x], reshapeRaw(x, target), (grad) => [inLayout(reshapeRaw(grad, x.shape), x.layout)])
}

/** The dimensions in another order; nothing is moved in memory. */
export function permute(x: Tensor, dims: readonly number[], name = 'PermuteBackward0'): Tensor {
  if (dims.length !== x.shape.length) {
    throw new RuntimeError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${x.shape.length} is not equal to len(dims) = ${dims.length}`,
    )
  }
  const order = dims.map((dim) => normalizeDim(dim, x.shape.length))
  if (new Set(order).size !== order.length)
    throw new RuntimeError('permute(): duplicate dims are not allowed.')
  const back = order.map((_, dim) => order.indexOf(dim))
  return record(name, [x], permuteRaw(x, order), (grad) => [permuteRaw(grad, back)])
}

/** Two dimensions exchanged. */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  const order = x.shape.map((_, dim) => dim)
  const first = normalizeDim(dim0, order.length)
  const second = normalizeDim(dim1, order.length)
  if (order.length > 0) [order[first], order[second]] = [second, first]
  return permute(x, order, 'TransposeBackward0')
}

/** A matrix with rows and columns exchanged. */
export function t(x: Tensor): Tensor {
  if (x.shape.length > 2)
    throw new RuntimeError(`t() expects a tensor with <= 2 dimensions, but self is ${x.shape.length}D`)
  return x.shape.length < 2 ? x : permute(x, [1, 0], 'TBackward0')
}

/** Without the dimensions of length 1 (or only `dim`, where that has length 1). */
export function squeeze(x: Tensor, dim: number | null = null): Tensor {
  const only = dim === null ? null : normalizeDim(dim, x.shape.length)
  const shape = x.shape.filter((length, i) => length !== 1 || (only !== null && i !== only))
  return reshape(x, shape, 'SqueezeBackward0')
}

/** With a dimension of length 1 put in at `dim`. */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length + 1)
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)], 'UnsqueezeBackward0')
}

/** Dimensions `startDim` to `endDim` made one. */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  const start = normalizeDim(startDim, x.shape.length)
  const end = normalizeDim(endDim, x.shape.length)
  if (start > end) throw new RuntimeError('flatten() has invalid args: start_dim cannot come after end_dim')
  if (x.shape.length === 0) return reshape(x, [1])
  if (start === end) return x
  const middle = x.shape.slice(start, end + 1).reduce((a, b) => a * b, 1)
  return reshape(x, [...x.shape.slice(0, start), middle, ...x.shape.slice(end + 1)])
}

/** One dimension split into several. */
export function unflatten(x: Tensor, dim: number, sizes: Shape): Tensor {
  const at = normalizeDim(dim, x.shape.length)
  const parts = inferUnflatten(sizes, x.shape[at]!, dim)
  return reshape(x, [...x.shape.slice(0, at), ...parts, ...x.shape.slice(at + 1)])
}

function inferUnflatten(sizes: Shape, length: number, dim: number): number[] {
  try {
    return inferShape(sizes, length)
  } catch {
    throw new RuntimeError(
      `unflatten: Provided sizes ${shapeText(sizes)} don't multiply up to the size of dim ${dim} (${length}) in the input tensor`,
    )
  }
}

/** Dimensions of length 1 repeated up to `shape`; -1 keeps a length. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const lead = shape.length - x.shape.length
  if (lead < 0) {
    throw new RuntimeError(
      `expand(torch.FloatTensor{${shapeText(x.shape)}}, size=${shapeText(shape)}): the number of sizes provided (${shape.length}) must be greater or equal to the number of dimensions in the tensor (${x.shape.length})`,
    )
  }
  const target = shape.map((length, dim) => {
    const own = dim < lead ? 1 : x.shape[dim - lead]!
    if (length === -1) return own
    if (own !== 1 && own !== length) {
      throw new RuntimeError(
        `The expanded size of the tensor (${length}) must match the existing size (${own}) at non-singleton dimension ${dim}.  Target sizes: ${shapeText(shape)}.  Tensor sizes: ${shapeText(x.shape)}`,
      )
    }
    return length
  })
  return record('ExpandBackward0', [x], expandRaw(x, target), (grad) => [sumTo(grad, x.shape)])
}

/** The tensor in plain memory order. */
export function contiguous(x: Tensor): Tensor {
  return x
}

/** `reshape` that is not recorded; where nothing changes, no kernel runs. */
export function reshapeRaw(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return new Tensor(x.storage.share(), shape, x.dtype, x.layout)
  if (x.layout !== null) {
    const kept = squeezedLayout(x, shape)
    if (kept !== undefined)
      return fromHandle(backend.reshape(x.handle, physicalShape(shape, kept)), shape, kept)
  }
  const plain = inLayout(x, null)
  return fromHandle(backend.reshape(plain.handle, shape), shape)
}

/** The layout that survives a reshape which only adds or drops dimensions of length 1; undefined where it does more. */
function squeezedLayout(x: Tensor, shape: Shape): Layout | undefined {
  const from = x.shape.flatMap((length, dim) => (length === 1 ? [] : [dim]))
  const to = shape.flatMap((length, dim) => (length === 1 ? [] : [dim]))
  if (from.length !== to.length || from.some((dim, i) => x.shape[dim] !== shape[to[i]!])) return undefined
  const long = (x.layout ?? []).filter((dim) => x.shape[dim] !== 1).map((dim) => to[from.indexOf(dim)]!)
  const short = shape.flatMap((length, dim) => (length === 1 ? [dim] : []))
  return layoutOf([...short, ...long])
}

/** `permute` that is not recorded. */
export function permuteRaw(x: Tensor, order: readonly number[]): Tensor {
  const shape = order.map((dim) => x.shape[dim]!)
  const stored = x.layout ?? order.map((_, dim) => dim)
  const layout = layoutOf(stored.map((dim) => order.indexOf(dim)))
  return new Tensor(x.storage.share(), shape, x.dtype, layout)
}

/** `expand` that is not recorded; lengths are whole. */
export function expandRaw(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x
  const lead = shape.length - x.shape.length
  const layout = grownLayout(x.layout, lead)
  return fromHandle(backend.broadcastTo(x.handle, physicalShape(shape, layout)), shape, layout)
}
