/** Values taken by their places: gather, sorting, the largest and smallest along a dimension. */
import { backend } from '../backend'
import { record } from '../core/record'
import { normalizeDim, numel, shapeText, type Shape } from '../core/shape'
import { alias, fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { IndexError, RuntimeError } from '../errors'
import { raw1 } from './arithmetic'
import { argmax, argmin, type ReduceOptions } from './reduce'
import { permuteRaw, reshapeRaw } from './view'

/**
 * Along `dim` the values that `index` names: for dim 1, out[i][j] = x[i][index[i][j]].
 *
 * Shape: index has as many dimensions as x, none longer than x's but `dim` → index's.
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  checkIndex(x, axis, index)
  return pick(x, flatPlaces(x.shape, axis, index), index.shape, 'GatherBackward0')
}

/** The values at places of the flattened tensor, in a shape. */
function pick(x: Tensor, places: Int32Array, shape: Shape, name: string): Tensor {
  const flat = reshapeRaw(x, [x.numel()])
  const indices = fromValues(places, [places.length], 'int64')
  const output = reshapeRaw(
    fromHandle(backend.gather(flat.handle, indices.handle, 0), [places.length]),
    shape,
  )
  if (x.dtype !== 'float32') return output
  return record(name, [x], output, (grad) => {
    const rows = reshapeRaw(grad, [places.length])
    const total = backend.segmentSum(rows.handle, indices.handle, x.numel())
    return [reshapeRaw(fromHandle(total, [x.numel()]), x.shape)]
  })
}

function checkIndex(x: Tensor, axis: number, index: Tensor): void {
  if (index.dtype !== 'int64') throw new RuntimeError('gather(): Expected dtype int64 for index')
  if (index.shape.length !== x.shape.length)
    throw new RuntimeError('Index tensor must have the same number of dimensions as input tensor')
  if (index.shape.some((length, dim) => dim !== axis && length > x.shape[dim]!)) {
    throw new RuntimeError(
      `Size does not match at dimension ${index.shape.findIndex((length, dim) => dim !== axis && length > x.shape[dim]!)} expected index ${shapeText(index.shape)} to be smaller than self ${shapeText(x.shape)} apart from dimension ${axis}`,
    )
  }
}

/** Where in the flattened x each value lies that an index names. */
function flatPlaces(shape: Shape, axis: number, index: Tensor): Int32Array {
  const steps = shape.map((_, dim) => numel(shape.slice(dim + 1)))
  const wanted = index.data()
  const places = new Int32Array(wanted.length)
  const at = index.shape.map(() => 0)
  for (let i = 0; i < places.length; i++) {
    const along = wanted[i]!
    if (along < 0 || along >= shape[axis]!)
      throw new RuntimeError(`index ${along} is out of bounds for dimension ${axis} with size ${shape[axis]}`)
    for (let dim = 0; dim < at.length; dim++) places[i]! += (dim === axis ? along : at[dim]!) * steps[dim]!
    for (let dim = at.length - 1; dim >= 0 && ++at[dim]! === index.shape[dim]; dim--) at[dim] = 0
  }
  return places
}

/** The largest values along `dim` and where they lie; of equals the first. The gradient goes to that one. */
export function maxAlong(x: Tensor, dim: number, options: ReduceOptions = {}): [Tensor, Tensor] {
  return extremeAlong(x, dim, argmax(x, dim, { keepdim: true }), options)
}

/** The smallest values along `dim` and where they lie; of equals the first. The gradient goes to that one. */
export function minAlong(x: Tensor, dim: number, options: ReduceOptions = {}): [Tensor, Tensor] {
  return extremeAlong(x, dim, argmin(x, dim, { keepdim: true }), options)
}

function extremeAlong(
  x: Tensor,
  dim: number,
  found: Tensor,
  { keepdim = false }: ReduceOptions,
): [Tensor, Tensor] {
  const axis = normalizeDim(dim, x.shape.length)
  const shape = keepdim ? found.shape : found.shape.filter((_, i) => i !== axis)
  const places = x.shape.length === 0 ? Int32Array.of(0) : flatPlaces(x.shape, axis, inLayout(found, null))
  return [pick(x, places, shape, 'MaxBackward0'), reshapeRaw(found, shape)]
}

export interface TopkOptions {
  /** The largest (default) or the smallest. */
  largest?: boolean
}

/** The k largest values along `dim` (the last by default), largest first, and where they lie; equals in their order. */
export function topk(x: Tensor, k: number, dim = -1, { largest = true }: TopkOptions = {}): [Tensor, Tensor] {
  const axis = normalizeDim(dim, x.shape.length)
  if (k < 0 || k > (x.shape[axis] ?? 1)) throw new RuntimeError('selected index k out of range')
  return ordered(x, k, axis, largest, 'TopkBackward0')
}

export interface SortOptions {
  /** Largest first; default false. */
  descending?: boolean
}

/** The values along `dim` (the last by default) in order, and where they were; equals keep their order. */
export function sort(x: Tensor, dim = -1, { descending = false }: SortOptions = {}): [Tensor, Tensor] {
  const axis = normalizeDim(dim, x.shape.length)
  return ordered(x, x.shape[axis] ?? 1, axis, descending, 'SortBackward0')
}

/** Where the values along `dim` were before `sort`. */
export function argsort(x: Tensor, dim = -1, options: SortOptions = {}): Tensor {
  return sort(alias(x), dim, options)[1]
}

function ordered(x: Tensor, k: number, axis: number, largest: boolean, name: string): [Tensor, Tensor] {
  if (x.shape.length === 0) throw new IndexError(`${name}: a single number has no order`)
  const rest = [...x.shape.keys()].filter((dim) => dim !== axis)
  const last = inLayout(permuteRaw(x, [...rest, axis]), null)
  const [values, found] = backend.topK((largest ? last : raw1('Neg', last)).handle, k)
  backend.free(values)
  const indices = fromHandle(found, [...rest.map((dim) => x.shape[dim]!), k])
  const back = [...x.shape.keys()].map((dim) => (dim === axis ? rest.length : rest.indexOf(dim)))
  const places = inLayout(permuteRaw(indices, back), null)
  return [pick(x, flatPlaces(x.shape, axis, places), places.shape, name), places]
}

/** The values where `mask` is true, in one row. Shape: mask as x → (K). */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  if (mask.dtype !== 'bool') throw new RuntimeError('masked_select: expected BoolTensor for mask')
  if (shapeText(mask.shape) !== shapeText(x.shape)) {
    throw new RuntimeError(
      `The shape of the mask ${shapeText(mask.shape)} does not match the shape of the tensor ${shapeText(x.shape)}`,
    )
  }
  const values = mask.data()
  const places = Int32Array.from([...values.keys()].filter((i) => values[i] !== 0))
  return pick(x, places, [places.length], 'MaskedSelectBackward0')
}

/** Where the values are not 0: a row of places for each. Shape: → (K, dimensions). */
export function nonzero(x: Tensor): Tensor {
  const values = x.data()
  const steps = x.shape.map((_, dim) => numel(x.shape.slice(dim + 1)))
  const rows = [...values.keys()]
    .filter((i) => values[i] !== 0)
    .flatMap((i) => steps.map((step, dim) => Math.floor(i / step) % x.shape[dim]!))
  const count = x.shape.length === 0 ? Number(values[0] !== 0) : rows.length / x.shape.length
  return fromValues(Int32Array.from(rows), [count, x.shape.length], 'int64')
}
