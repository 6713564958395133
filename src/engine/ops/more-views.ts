/** More ways to take a tensor apart and lay it out. */
import { backend } from '../backend'
import { record } from '../core/record'
import { normalizeDim } from '../core/shape'
import { fromHandle, fromValues, inLayout, Tensor } from '../core/tensor'
import { IndexError, RuntimeError } from '../errors'
import { maskedSelect, nonzero } from './gather'
import { indexSelect, select, slice } from './index-ops'
import { reduceRaw } from './reduce'
import { permute, reshape, reshapeRaw, unsqueeze } from './view'

/** The entries of a dimension, each without it. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  const axis = normalizeDim(dim, x.shape.length)
  if (x.shape.length === 0) throw new RuntimeError('Dimension specified as 0 but tensor has no dimensions')
  return Array.from({ length: x.shape[axis]! }, (_, at) => select(x, axis, at))
}

/** Dimension `from` moved to place `to`; the others keep their order. */
export function movedim(x: Tensor, from: number, to: number): Tensor {
  const [source, target] = [normalizeDim(from, x.shape.length), normalizeDim(to, x.shape.length)]
  const order = [...x.shape.keys()].filter((dim) => dim !== source)
  order.splice(target, 0, source)
  return permute(x, order)
}

/** The tensor again and again, as often along each dimension as `repeats` says; more of them add dimensions in front. */
export function repeat(x: Tensor, repeats: readonly number[]): Tensor {
  const lead = repeats.length - x.shape.length
  if (lead < 0) {
    throw new RuntimeError(
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
    )
  }
  const grown = [...Array.from({ length: lead }, () => 1), ...x.shape]
  const shape = grown.map((length, dim) => length * repeats[dim]!)
  const plain = reshapeRaw(inLayout(x, null), grown)
  const output = fromHandle(backend.tile(plain.handle, repeats), shape)
  if (x.dtype !== 'float32') return output
  return record('RepeatBackward0', [x], output, (grad) => {
    const apart = reshapeRaw(
      inLayout(grad, null),
      grown.flatMap((length, dim) => [repeats[dim]!, length]),
    )
    const total = reduceRaw(
      'Sum',
      apart,
      [...grown.keys()].map((dim) => 2 * dim),
      false,
    )
    return [reshapeRaw(total, x.shape)]
  })
}

/** What stands in one place of Python's square brackets: `2`, `[1, 4]` or `[0, 8, 2]` for a slice, null, or a tensor. */
export type Index = number | readonly (number | null)[] | Tensor | null | '...' | ':'

/**
 * As x[…] in Python: a number takes one entry, `[start, end, step]` a slice (null: as far as there is), `':'` all,
 * null puts a dimension of length 1 in, `'...'` stands for all dimensions between, and one tensor of places or a mask
 * of one dimension takes entries.
 */
export function index(x: Tensor, ...indices: Index[]): Tensor {
  const named = indices.filter((entry) => entry !== null && entry !== '...').length
  if (named > x.shape.length)
    throw new IndexError(`too many indices for tensor of dimension ${x.shape.length}`)
  if (indices.filter((entry) => entry === '...').length > 1)
    throw new IndexError("an index can only have a single ellipsis ('...')")
  if (indices.filter((entry) => entry instanceof Tensor).length > 1)
    throw new RuntimeError(
      'only one tensor is supported among the indices: take the entries one after another',
    )
  let result = x
  let dim = 0
  for (const entry of indices) {
    if (entry === '...') dim += x.shape.length - named
    else if (entry === ':') dim++
    else if (typeof entry === 'number') result = select(result, dim, entry)
    else {
      result =
        entry === null
          ? unsqueeze(result, dim)
          : entry instanceof Tensor
            ? taken(result, dim, entry)
            : cut(result, dim, entry)
      dim += entry instanceof Tensor && entry.dtype === 'int64' ? entry.shape.length : 1
    }
  }
  return result
}

function cut(
  x: Tensor,
  dim: number,
  [from = null, to = null, step = null]: readonly (number | null)[],
): Tensor {
  const size = x.shape[dim]!
  if ((step ?? 1) <= 0) throw new RuntimeError('step must be greater than zero')
  const place = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size)
  const start = place(from ?? 0)
  return slice(x, dim, start, Math.max(start, place(to ?? size)), step ?? 1)
}

function taken(x: Tensor, dim: number, entry: Tensor): Tensor {
  if (entry.dtype === 'bool') {
    if (dim === 0 && entry.shape.length > 1) return maskedSelect(x, entry)
    if (entry.shape.length !== 1 || entry.shape[0] !== x.shape[dim]) {
      throw new IndexError(
        `The shape of the mask [${entry.shape.join(', ')}] at index ${dim} does not match the shape of the indexed tensor [${x.shape.join(', ')}] at index ${dim}`,
      )
    }
    return indexSelect(x, dim, reshape(nonzero(entry), [-1]))
  }
  if (entry.dtype !== 'int64')
    throw new IndexError('tensors used as indices must be long, byte or bool tensors')
  const size = x.shape[dim]!
  const places = Int32Array.from(entry.data(), (place) => (place < 0 ? place + size : place))
  const rows = indexSelect(x, dim, fromValues(places, [places.length], 'int64'))
  if (entry.shape.length === 1) return rows
  return reshape(rows, [...x.shape.slice(0, dim), ...entry.shape, ...x.shape.slice(dim + 1)])
}
