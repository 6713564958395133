/** Tensors whose numbers follow from the source alone: tables of positions, masks. Worked out here as PyTorch does, in float32. */
import { isKind } from '../values'
import type { ExampleValue, TensorInit, Value } from '../values'

export type FixedType = 'float32' | 'int64' | 'bool'

export interface Fixed {
  shape: readonly number[]
  /** Row by row. */
  values: readonly number[]
  dtype: FixedType
  /** A number of Python, which takes the type of the tensor beside it. */
  plain?: boolean
}

/** Longer tensors are data, not a description of a net; as many numbers as a Constant holds. */
const MOST = 1_000_000

/** The numbers of a value; undefined where they are drawn, or only running the net would tell. */
export function fixedOf(value: Value | undefined): Fixed | undefined {
  if (typeof value === 'boolean') return { shape: [], values: [Number(value)], dtype: 'bool', plain: true }
  if (typeof value === 'number') {
    const dtype = Number.isInteger(value) ? 'int64' : 'float32'
    return { shape: [], values: [value], dtype, plain: true }
  }
  if (!isKind(value, 'example')) return undefined
  const { shape, values, init, dtype = 'float32' } = value
  if (values !== undefined) return { shape, values, dtype }
  const start = startOf(init)
  const count = sizeOf(shape)
  if (start === undefined || count > MOST) return undefined
  return { shape, values: Array.from({ length: count }, () => start), dtype }
}

/** As few numbers as say it: where all are the same, what the tensor starts with. Errors: a graph has no word for NaN → RangeError. */
export function exampleOf({ shape, values, dtype }: Fixed): ExampleValue {
  if (values.some(Number.isNaN)) throw new RangeError('NaN is no number of a graph.')
  const typed = dtype === 'float32' ? {} : { dtype }
  const [first = 0] = values
  const init: TensorInit =
    first === 0 ? { init: 'zeros' } : first === 1 ? { init: 'ones' } : { init: 'constant', val: first }
  if (values.every((value) => value === first)) return { kind: 'example', shape, init, ...typed }
  return { kind: 'example', shape, values, init: { init: 'constant', val: first }, ...typed }
}

function startOf({ init, val }: TensorInit): number | undefined {
  return init === 'zeros' ? 0 : init === 'ones' ? 1 : init === 'constant' ? val : undefined
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** How many places further the next one of each dimension lies. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
}

/** The tensor of a shape whose value at each place is that at a place of another one. Errors: more numbers than {@link MOST} → RangeError. */
export function rearranged(
  from: Fixed,
  shape: readonly number[],
  placeOf: (index: readonly number[]) => number,
): Fixed {
  const count = sizeOf(shape)
  if (count > MOST) throw new RangeError('The tensor has too many numbers.')
  const strides = stridesOf(shape)
  const values = Array.from(
    { length: count },
    (_, place) =>
      from.values[placeOf(shape.map((size, axis) => Math.floor(place / strides[axis]!) % size))] ?? 0,
  )
  return { shape, values, dtype: from.dtype }
}

/** A dimension counted from the front. Errors: there is none → RangeError. */
export function axisOf(dim: number, rank: number): number {
  const axis = dim < 0 ? dim + rank : dim
  if (!Number.isInteger(axis) || axis < 0 || axis >= Math.max(rank, 1))
    throw new RangeError(`There is no dimension ${dim}.`)
  return axis
}

/** Spread over a larger shape. Errors: it does not fit → RangeError. */
export function spread(fixed: Fixed, shape: readonly number[]): Fixed {
  if (fixed.shape.join() === shape.join()) return fixed
  const lead = shape.length - fixed.shape.length
  const strides = stridesOf(fixed.shape)
  if (lead < 0 || fixed.shape.some((size, axis) => size !== 1 && size !== shape[axis + lead]))
    throw new RangeError(`[${fixed.shape.join(', ')}] does not spread over [${shape.join(', ')}].`)
  return rearranged(fixed, shape, (index) =>
    fixed.shape.reduce(
      (place, size, axis) => place + (size === 1 ? 0 : index[axis + lead]! * strides[axis]!),
      0,
    ),
  )
}

/** The shape that both spread over. Errors: there is none → RangeError. */
export function commonShape(left: readonly number[], right: readonly number[]): number[] {
  const rank = Math.max(left.length, right.length)
  return Array.from({ length: rank }, (_, axis) => {
    const a = left[axis - rank + left.length] ?? 1
    const b = right[axis - rank + right.length] ?? 1
    if (a !== b && a !== 1 && b !== 1) throw new RangeError('The shapes do not go together.')
    return a === 1 ? b : a
  })
}

/** As its type holds it. */
export function rounded(value: number, dtype: FixedType): number {
  return dtype === 'float32' ? Math.fround(value) : dtype === 'bool' ? Number(value !== 0) : Math.trunc(value)
}

export function cast(self: Fixed, dtype: FixedType): Fixed {
  return { ...self, dtype, values: self.values.map((value) => rounded(value, dtype)) }
}

const kinds: readonly FixedType[] = ['bool', 'int64', 'float32']

/** Numbers of Python take the type of the tensor, unless theirs is of a higher kind. */
export function typeOf(a: Fixed, b: Fixed): FixedType {
  return kinds[Math.max(kinds.indexOf(a.dtype), kinds.indexOf(b.dtype))] ?? 'float32'
}
