/** Values that are known while a file is read, as arrays: of numbers, or of sizes that depend on the batch. */
import type { Dim } from '../../types/dims'
import { constantOf } from './constants'
import type { Constant, Fill, NumberItems, Value } from './values'

/** An array whose elements are numbers, or sizes that depend on the batch; null: not known. */
export interface Items {
  shape: readonly number[]
  items: ArrayLike<Dim | null>
  dtype: Constant['dtype']
}

export function isNumbers(value: Items): value is NumberItems {
  return value.items instanceof Float32Array || value.items instanceof Float64Array
}

export type { NumberItems }

/** Larger shapes are not worked out. */
const MOST_ITEMS = 1_000_000

export function itemsOf(value: Value | undefined): Items | undefined {
  if (value?.kind === 'constant') return { shape: value.shape, items: value.values, dtype: value.dtype }
  if (value?.kind === 'sizes') {
    const numbers = value.dims.filter((dim) => typeof dim === 'number')
    const items = numbers.length === value.dims.length ? Float64Array.from(numbers) : value.dims
    return { shape: value.scalar ? [] : [value.dims.length], items, dtype: 'int64' }
  }
  return value?.kind === 'fill' ? filled(value, MOST_ITEMS) : undefined
}

/** One number everywhere, written out; undefined where the shape depends on the batch or has more than `most` places. */
export function filled({ shape, value, dtype }: Fill, most: number): NumberItems | undefined {
  const sizes = shape.filter((dim) => typeof dim === 'number')
  const count = sizes.reduce((product, size) => product * size, 1)
  if (sizes.length < shape.length || !(count <= most)) return undefined
  const items = dtype === 'float32' ? new Float32Array(count) : new Float64Array(count)
  return { shape: sizes, items: items.fill(value), dtype }
}

/** Undefined for what no kind of value can hold: sizes that depend on the batch in a table. */
export function valueOf(value: Items): Value | undefined {
  const { shape, items, dtype } = value
  if (isNumbers(value)) return { kind: 'constant', dtype, shape, values: value.items, name: '' }
  const list = Array.from(items)
  const numbers = list.filter((item) => typeof item === 'number')
  if (numbers.length === list.length) return constantOf(shape, numbers, dtype)
  if (shape.length > 1) return undefined
  return { kind: 'sizes', dims: list, scalar: shape.length === 0 }
}

/** New elements, each from a place of the old ones. */
export function rearranged(source: Items, shape: readonly number[], from: (index: number) => number): Items {
  const count = shape.reduce((product, size) => product * size, 1)
  const { items, dtype } = source
  if (items instanceof Float32Array || items instanceof Float64Array) {
    const values = new (items.constructor as Float32ArrayConstructor)(count)
    for (let index = 0; index < count; index++) values[index] = items[from(index)] ?? 0
    return { shape, items: values, dtype }
  }
  return { shape, items: Array.from({ length: count }, (_, index) => items[from(index)] ?? null), dtype }
}

/** How far apart neighbours in each dimension lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  return strides
}
