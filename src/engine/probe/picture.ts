/** Small pictures of a tensor for the view that is open: feature maps, a heat map, or a slice of exact values. */
import type { FlowPicture } from '../../graph/frames/frame'
import type { ProbeView } from '../protocol'
import { assertNever } from '../errors'

/** A tensor's values where they lie: element (i, j, …) is at `i·strides[0] + j·strides[1] + … - origin`. */
export interface StridedValues {
  values: Float32Array
  /** Place of the first of `values`, where they are only a part: 0 by default. */
  origin?: number
  shape: readonly number[]
  strides: readonly number[]
}

/** A matrix inside a tensor: element (row, column) is at `offset + rowAt[row] + columnAt[column]`. */
interface Matrix {
  offset: number
  rowAt: Int32Array
  columnAt: Int32Array
}

/**
 * The picture that a view asks for; null for `numbers`.
 *
 * - `maps` wants N, C, H, W; other tensors come as heat. - `heat`: without a sample, rows are the first dimension and
 *   columns all others; with one, that sample's dimensions in the same way. - `table`: the last two dimensions; a vector
 *   is one column. Numbers beyond the end mean the last one.
 */
export function picture(tensor: StridedValues, view: ProbeView): FlowPicture | null {
  switch (view.kind) {
    case 'numbers':
      return null
    case 'maps':
      if (tensor.shape.length === 4) return maps(tensor, view)
      return heat(tensor, tensor.shape.length > 2 ? view.sample : null, view.size)
    case 'heat':
      return heat(tensor, view.sample, view.size)
    case 'table':
      return table(tensor, view)
    default:
      return assertNever(view)
  }
}

/** The part of a tensor that its picture is made from: first element and size along each dimension. */
export function partShown(shape: readonly number[], view: ProbeView): { begin: number[]; size: number[] } {
  const begin = shape.map(() => 0)
  const size = [...shape]
  const only = (axis: number, index: number, count = 1): void => {
    begin[axis] = clamped(index, shape[axis]!)
    size[axis] = Math.min(count, shape[axis]! - begin[axis])
  }
  if (view.kind === 'maps' && shape.length === 4) only(1, view.channel, view.tiles)
  if ((view.kind === 'maps' && shape.length > 2) || (view.kind === 'heat' && shape.length > 1))
    if (view.sample !== null) only(0, view.sample)
  if (view.kind === 'table')
    for (let axis = 0; axis < shape.length - 2; axis++) only(axis, view.index[axis] ?? 0)
  return { begin, size }
}

function maps(tensor: StridedValues, view: Extract<ProbeView, { kind: 'maps' }>): FlowPicture {
  const [samples, channels, rows, cols] = tensor.shape as [number, number, number, number]
  const first = clamped(view.channel, channels)
  const tiles = Math.min(view.tiles, channels - first)
  const columns = Math.max(1, Math.ceil(Math.sqrt(tiles)))
  const tileWidth = Math.min(cols, view.size)
  const tileHeight = Math.min(rows, view.size)
  const width = columns * tileWidth
  const height = Math.ceil(tiles / columns) * tileHeight
  // A last row that is not full is left as NaN, which no colour stands for.
  const values = new Float32Array(width * height).fill(NaN)
  const sampleAt = clamped(view.sample, samples) * tensor.strides[0]! - (tensor.origin ?? 0)
  const rowAt = offsets([rows], [tensor.strides[2]!])
  const columnAt = offsets([cols], [tensor.strides[3]!])
  for (let tile = 0; tile < tiles; tile++) {
    const matrix: Matrix = { offset: sampleAt + (first + tile) * tensor.strides[1]!, rowAt, columnAt }
    const left = (tile % columns) * tileWidth
    const top = Math.floor(tile / columns) * tileHeight
    reduce(tensor.values, matrix, tileHeight, tileWidth, values, top * width + left, width)
  }
  const place = { rowStart: 0, columnStart: first, rows, cols }
  return { kind: 'maps', width, height, tiles, columns, tileWidth, tileHeight, ...place, values }
}

function heat(tensor: StridedValues, sample: number | null, size: number): FlowPicture {
  const inside = sample !== null && tensor.shape.length > 1
  const from = inside ? 1 : 0
  const sampleAt = inside ? clamped(sample, tensor.shape[0]!) * tensor.strides[0]! : 0
  // One sample of a matrix is one row.
  const split = inside && tensor.shape.length === 2 ? from : from + 1
  const matrix: Matrix = {
    offset: sampleAt - (tensor.origin ?? 0),
    rowAt: offsets(tensor.shape.slice(from, split), tensor.strides.slice(from, split)),
    columnAt: offsets(tensor.shape.slice(split), tensor.strides.slice(split)),
  }
  const rows = matrix.rowAt.length
  const cols = matrix.columnAt.length
  const height = Math.min(rows, size)
  const width = Math.min(cols, size)
  const values = new Float32Array(width * height)
  reduce(tensor.values, matrix, height, width, values, 0, width)
  return { kind: 'heat', ...whole(width, height), rowStart: 0, columnStart: 0, rows, cols, values }
}

function table(tensor: StridedValues, view: Extract<ProbeView, { kind: 'table' }>): FlowPicture {
  const { shape, strides } = tensor
  const leading = Math.max(shape.length - 2, 0)
  let offset = -(tensor.origin ?? 0)
  for (let axis = 0; axis < leading; axis++)
    offset += clamped(view.index[axis] ?? 0, shape[axis]!) * strides[axis]!
  const rowAt = offsets(shape.slice(leading, leading + 1), strides.slice(leading, leading + 1))
  const columnAt = offsets(shape.slice(leading + 1), strides.slice(leading + 1))
  const rows = rowAt.length
  const cols = columnAt.length
  const rowStart = Math.min(view.row, Math.max(rows - 1, 0))
  const columnStart = Math.min(view.column, Math.max(cols - 1, 0))
  const height = Math.min(view.rows, rows - rowStart)
  const width = Math.min(view.columns, cols - columnStart)
  const values = new Float32Array(width * height)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      values[row * width + column] =
        tensor.values[offset + rowAt[rowStart + row]! + columnAt[columnStart + column]!]!
  return { kind: 'table', ...whole(width, height), rowStart, columnStart, rows, cols, values }
}

/** Numbers beyond the end mean the last one. */
function clamped(index: number, size: number): number {
  return Math.min(index, Math.max(size - 1, 0))
}

function whole(
  width: number,
  height: number,
): Pick<FlowPicture, 'width' | 'height' | 'tiles' | 'columns' | 'tileWidth' | 'tileHeight'> {
  return { width, height, tiles: 1, columns: 1, tileWidth: width, tileHeight: height }
}

/** Where each element of these dimensions lies, row-major; one element at 0 for no dimensions. */
function offsets(shape: readonly number[], strides: readonly number[]): Int32Array {
  let result = new Int32Array(1)
  shape.forEach((size, axis) => {
    const outer = result
    result = new Int32Array(outer.length * size)
    for (let i = 0; i < outer.length; i++)
      for (let j = 0; j < size; j++) result[i * size + j] = outer[i]! + j * strides[axis]!
  })
  return result
}

/** Means of equal boxes: the matrix reduced to `height` × `width`, written row by row into `target`. */
function reduce(
  source: Float32Array,
  matrix: Matrix,
  height: number,
  width: number,
  target: Float32Array,
  start: number,
  targetStride: number,
): void {
  const { offset, rowAt, columnAt } = matrix
  if (rowAt.length === height && columnAt.length === width)
    return copy(source, matrix, target, start, targetStride)
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * rowAt.length) / height)
    const bottom = Math.floor(((y + 1) * rowAt.length) / height)
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * columnAt.length) / width)
      const right = Math.floor(((x + 1) * columnAt.length) / width)
      let total = 0
      for (let row = top; row < bottom; row++) {
        const begin = offset + rowAt[row]!
        for (let column = left; column < right; column++) total += source[begin + columnAt[column]!]!
      }
      target[start + y * targetStride + x] = total / ((bottom - top) * (right - left))
    }
  }
}

/** Every box is one value. */
function copy(
  source: Float32Array,
  { offset, rowAt, columnAt }: Matrix,
  target: Float32Array,
  start: number,
  targetStride: number,
): void {
  const width = columnAt.length
  for (let y = 0; y < rowAt.length; y++) {
    const from = offset + rowAt[y]!
    const to = start + y * targetStride
    for (let x = 0; x < width; x++) target[to + x] = source[from + columnAt[x]!]!
  }
}
