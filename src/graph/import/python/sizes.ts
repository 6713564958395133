/** Sizes of tensors, as far as they are known. */
import type { Dim } from '../../types/dims'
import { isKind, list } from './values'
import type { SizeValue, TensorValue, Value } from './values'

/** A size as a number, where the shape of its tensor is known. */
export function resolved(value: Value): Value {
  if (isKind(value, 'list')) return list(value.items.map(resolved), value.tuple)
  if (isKind(value, 'shape')) {
    const sizes = sizesOf(value.tensor, value.from, value.to)
    return sizes === undefined ? value : list(sizes, true)
  }
  if (!isKind(value, 'size')) return value
  const size = sizeOf(value)
  return typeof size === 'number' ? size : value
}

/** The `output_size` that a MaxUnpool of that type is called with, without batch and channels, which it may begin with. */
export function unpooledSize(type: string, given: Value): Value {
  const size = resolved(given)
  if (!isKind(size, 'list')) return size
  const rank = Number(/(\d)d$/.exec(type)?.[1])
  return rank === 1 ? (size.items.at(-1) ?? null) : list(size.items.slice(-rank), size.tuple)
}

export function sizeOf({ tensor, axis }: SizeValue): Dim | undefined {
  return tensor.type?.shape.at(axis)
}

/** Whether a size is the batch's: its first, or one that is N. */
export function isBatch(value: Value): boolean {
  if (!isKind(value, 'size')) return false
  const size = sizeOf(value)
  return size === undefined ? value.axis === 0 : typeof size === 'string'
}

/** The sizes of a tensor from one axis on; undefined where its shape is not known. */
export function sizesOf(tensor: TensorValue, from: number, to?: number): Value[] | undefined {
  return tensor.type?.shape
    .map((size, axis): Value => (typeof size === 'number' ? size : { kind: 'size', tensor, axis }))
    .slice(from, to)
}
