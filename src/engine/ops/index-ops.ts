import { promoted } from '../../graph/types/promotion'
import { backend } from '../backend'
import { physicalShape, placeOf } from '../core/layout'
import { full } from '../core/create'
import { record } from '../core/record'
import { broadcastShapes, normalizeDim, sameShape, shapeText, type Shape } from '../core/shape'
import { fromHandle, inLayout, Tensor, type Operand } from '../core/tensor'
import { IndexError, RuntimeError } from '../errors'
import { promote } from './arithmetic'
import { sumTo } from './broadcast'
import { cast } from './cast'
import { expandRaw, reshape, reshapeRaw } from './view'

/** `length` entries of dimension `dim` from `start`. */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  const size = x.shape[axis]!
  const first = start < 0 ? start + size : start
  if (first < 0 || length < 0 || first + length > size) {
    throw new RuntimeError(`start (${start}) + length (${length}) exceeds dimension size (${size}).`)
  }
  return slice(x, axis, first, first + length, 1)
}

/** Entries `start` to `end` (not included) of a dimension, every `step`th. */
export function slice(x: Tensor, dim: number, start: number, end: number, step = 1): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  const output = sliceRaw(x, axis, start, end, step)
  return record('SliceBackward0', [x], output, (grad) => [sliceGradRaw(x, grad, axis, start, end, step)])
}

/** One entry of a dimension, which disappears. */
export function select(x: Tensor, dim: number, index: number): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  const size = x.shape[axis]!
  if (index < -size || index >= size) {
    throw new IndexError(
      `select(): index ${index} out of range for tensor of size ${shapeText(x.shape)} at dimension ${axis}`,
    )
  }
  const at = index < 0 ? index + size : index
  const shape = x.shape.filter((_, i) => i !== axis)
  const output = reshapeRaw(sliceRaw(x, axis, at, at + 1, 1), shape)
  const kept = x.shape.map((length, i) => (i === axis ? 1 : length))
  return record('SelectBackward0', [x], output, (grad) => [
    sliceGradRaw(x, reshapeRaw(grad, kept), axis, at, at + 1, 1),
  ])
}

/** The rows (entries along `dim`) that `indices` [K] name. */
export function indexSelect(x: Tensor, dim: number, indices: Tensor): Tensor {
  const axis = normalizeDim(dim, x.shape.length)
  checkIndices(indices, x.shape[axis]!)
  const plain = inLayout(x, null)
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
  const output = fromHandle(backend.gather(plain.handle, inLayout(indices, null).handle, axis), shape)
  if (x.dtype !== 'float32') return output
  return record('IndexSelectBackward0', [x], output, (grad) => [scatterRows(grad, indices, x.shape, axis)], [
    indices,
  ])
}

function scatterRows(grad: Tensor, indices: Tensor, shape: Shape, axis: number): Tensor {
  const rest = [...shape.slice(0, axis), ...shape.slice(axis + 1)]
  const order = [axis, ...[...shape.keys()].filter((dim) => dim !== axis)]
  const plain = inLayout(grad, null)
  const flat = reshapeRaw(plain, [...shape.slice(0, axis), indices.numel(), ...shape.slice(axis + 1)])
  const rows = axis === 0 ? flat.handle : backend.transpose(flat.handle, order)
  const moved = axis === 0 ? flat : fromHandle(rows, [indices.numel(), ...rest])
  const total = fromHandle(
    backend.segmentSum(moved.handle, reshapeRaw(indices, [indices.numel()]).handle, shape[axis]!),
    [shape[axis]!, ...rest],
  )
  if (axis === 0) return total
  const back = [...shape.keys()].map((dim) => order.indexOf(dim))
  return fromHandle(backend.transpose(total.handle, back), shape)
}

function checkIndices(indices: Tensor, size: number): void {
  if (indices.dtype !== 'int64')
    throw new RuntimeError(`index_select(): Expected dtype int64 for index, but got ${indices.dtype}`)
  for (const index of backend.read(indices.handle)) {
    if (index < 0 || index >= size)
      throw new IndexError(`index out of range in self: ${index} is not in [0, ${size - 1}]`)
  }
}

/**
 * Tensors joined along `dim`.
 *
 * Errors: `Sizes of tensors must match except in dimension 1. Expected size 2 but got size 3 for tensor number 1 in the list.`
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  const first = tensors[0]
  if (!first) throw new RuntimeError('torch.cat(): expected a non-empty list of Tensors')
  if (first.shape.length === 0)
    throw new RuntimeError('zero-dimensional tensor (at position 0) cannot be concatenated')
  const axis = normalizeDim(dim, first.shape.length)
  tensors.forEach((tensor, number) => checkJoins(first, tensor, axis, number))
  const type = promoted(tensors)
  const inputs = tensors.map((x) => cast(x, type))
  const aligned = inputs.map((x) => inLayout(x, first.layout))
  const total = aligned.reduce((sum, x) => sum + x.shape[axis]!, 0)
  const shape = first.shape.map((length, i) => (i === axis ? total : length))
  const output = joined(aligned, shape, axis)
  if (type !== 'float32') return output
  return record('CatBackward0', inputs, output, (grad, needs) => {
    let start = 0
    return inputs.map((x, i) => {
      const begin = start
      start += x.shape[axis]!
      return needs[i] ? sliceRaw(grad, axis, begin, start, 1) : null
    })
  })
}

/** One tensor alone gets a storage of its own: TensorFlow joins two or more. */
function joined(parts: readonly Tensor[], shape: Shape, axis: number): Tensor {
  const { storage, dtype, layout } = parts[0]!
  if (parts.length === 1) return new Tensor(storage.share(), shape, dtype, layout)
  const handles = parts.map((x) => x.handle)
  return fromHandle(backend.concat(handles, placeOf(axis, layout)), shape, layout)
}

function checkJoins(first: Tensor, tensor: Tensor, axis: number, number: number): void {
  if (tensor.shape.length !== first.shape.length) {
    throw new RuntimeError(
      `Tensors must have same number of dimensions: got ${first.shape.length} and ${tensor.shape.length}`,
    )
  }
  tensor.shape.forEach((length, dim) => {
    if (dim === axis || length === first.shape[dim]) return
    throw new RuntimeError(
      `Sizes of tensors must match except in dimension ${axis}. Expected size ${first.shape[dim]} but got size ${length} for tensor number ${number} in the list.`,
    )
  })
}

/** Tensors of one shape joined along a new dimension. */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const first = tensors[0]
  if (!first) throw new RuntimeError('stack expects a non-empty TensorList')
  const axis = normalizeDim(dim, first.shape.length + 1)
  const raised = tensors.map((x, i) => {
    if (!sameShape(x.shape, first.shape)) {
      throw new RuntimeError(
        `stack expects each tensor to be equal size, but got ${shapeText(first.shape)} at entry 0 and ${shapeText(x.shape)} at entry ${i}`,
      )
    }
    return reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], 'UnsqueezeBackward0')
  })
  return cat(raised, axis)
}

/** Parts of `size` entries (the last may be shorter), or of the given sizes. */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const axis = normalizeDim(dim, x.shape.length)
  const length = x.shape[axis]!
  const sizes = typeof size === 'number' ? evenSizes(length, size) : size
  const total = sizes.reduce((a, b) => a + b, 0)
  if (total !== length) {
    throw new RuntimeError(
      `split_with_sizes expects split_sizes to sum exactly to ${length} (input tensor's size at dimension ${axis}), but got split_sizes=${shapeText(sizes)}`,
    )
  }
  let start = 0
  return sizes.map((part) => {
    start += part
    return slice(x, axis, start - part, start)
  })
}

/** About `count` parts of equal size. */
export function chunk(x: Tensor, count: number, dim = 0): Tensor[] {
  const length = x.shape[normalizeDim(dim, x.shape.length)]!
  return split(x, Math.max(1, Math.ceil(length / count)), dim)
}

function evenSizes(length: number, size: number): number[] {
  if (size <= 0) throw new RuntimeError(`split expects split_size be positive, but got split_size=${size}`)
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size))
}

/** condition ? a : b, value by value, broadcast. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [x, y] = promote(a, b)
  const shape = broadcastShapes(condition.shape, broadcastShapes(x.shape, y.shape))
  const mask = expandRaw(inLayout(cast(condition, 'bool'), null), shape)
  const left = expandRaw(inLayout(x, null), shape)
  const right = expandRaw(inLayout(y, null), shape)
  const output = fromHandle(backend.select(mask.handle, left.handle, right.handle), shape)
  if (output.dtype !== 'float32') return output
  return record('WhereBackward0', [x, y], output, (grad, needs) => {
    const plain = inLayout(grad, null)
    const zero = backend.scalar(0, 'float32')
    return [
      needs[0] ? sumTo(fromHandle(backend.select(mask.handle, plain.handle, zero), shape), x.shape) : null,
      needs[1] ? sumTo(fromHandle(backend.select(mask.handle, zero, plain.handle), shape), y.shape) : null,
    ]
  })
}

/** The values with those where `mask` is true replaced; the type stays. */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  if (x.dtype === 'float32') return where(mask, value, x)
  const whole = x.dtype === 'bool' ? Number(value !== 0) : Math.trunc(value)
  return where(mask, full([], whole, { dtype: x.dtype }), x)
}

/** [*, C] with 1 where the class is, 0 elsewhere; int64. */
export function oneHot(indices: Tensor, classes = -1): Tensor {
  const depth = classes >= 0 ? classes : Math.max(0, ...backend.read(indices.handle)) + 1
  const plain = inLayout(indices, null)
  return cast(fromHandle(backend.oneHot(plain.handle, depth), [...indices.shape, depth]), 'int64')
}

/** The sum of all values up to each, along `dim`; truths are counted. */
export function cumsum(x: Tensor, dim: number): Tensor {
  if (x.dtype === 'bool') return cumsum(cast(x, 'int64'), dim)
  const axis = normalizeDim(dim, x.shape.length)
  const run = (y: Tensor, reverse: boolean): Tensor =>
    fromHandle(backend.cumsum(y.handle, placeOf(axis, y.layout), reverse), y.shape, y.layout)
  return record('CumsumBackward0', [x], run(x, false), (grad) => [run(grad, true)])
}

/** Values moved on by `shifts` along `dims`; those that leave at the end come in at the front. */
export function roll(x: Tensor, shifts: readonly number[], dims: readonly number[]): Tensor {
  if (shifts.length !== dims.length)
    throw new RuntimeError(`shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`)
  return dims.reduce((moved, dim, i) => {
    const length = moved.shape[normalizeDim(dim, moved.shape.length)]!
    const shift = length === 0 ? 0 : ((shifts[i]! % length) + length) % length
    if (shift === 0) return moved
    return cat([slice(moved, dim, length - shift, length), slice(moved, dim, 0, length - shift)], dim)
  }, x)
}

/** The dimensions named turned round. */
export function flip(x: Tensor, dims: readonly number[]): Tensor {
  const axes = dims.map((dim) => normalizeDim(dim, x.shape.length))
  const run = (y: Tensor): Tensor =>
    fromHandle(
      backend.reverse(
        y.handle,
        axes.map((axis) => placeOf(axis, y.layout)),
      ),
      y.shape,
      y.layout,
    )
  return record('FlipBackward0', [x], run(x), (grad) => [run(grad)])
}

/** `slice` that is not recorded. */
export function sliceRaw(x: Tensor, axis: number, start: number, end: number, step: number): Tensor {
  const { begin, finish, strides } = bounds(x, axis, start, end, step)
  const length = Math.max(0, Math.ceil((end - start) / step))
  const shape = x.shape.map((size, dim) => (dim === axis ? length : size))
  if (step !== 1) return fromHandle(backend.stridedSlice(x.handle, begin, finish, strides), shape, x.layout)
  return fromHandle(backend.slice(x.handle, begin, physicalShape(shape, x.layout)), shape, x.layout)
}

function sliceGradRaw(
  x: Tensor,
  grad: Tensor,
  axis: number,
  start: number,
  end: number,
  step: number,
): Tensor {
  const { begin, finish, strides } = bounds(x, axis, start, end, step)
  const laid = inLayout(grad, x.layout)
  const size = physicalShape(x.shape, x.layout)
  return fromHandle(backend.stridedSliceGrad(size, laid.handle, begin, finish, strides), x.shape, x.layout)
}

function bounds(x: Tensor, axis: number, start: number, end: number, step: number) {
  const place = placeOf(axis, x.layout)
  const size = physicalShape(x.shape, x.layout)
  return {
    begin: size.map((_, i) => (i === place ? start : 0)),
    finish: size.map((length, i) => (i === place ? end : length)),
    strides: size.map((_, i) => (i === place ? step : 1)),
  }
}
