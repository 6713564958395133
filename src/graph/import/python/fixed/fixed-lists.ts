/** Functions that take several tensors whose numbers are known, or give several. */
import type { Arguments } from '../arguments'
import { isKind, list, plain } from '../values'
import type { Value } from '../values'
import { NotFixed } from './fixed-rule'
import {
  axisOf,
  commonShape,
  exampleOf,
  fixedOf,
  rearranged,
  sizeOf,
  spread,
  stridesOf,
  typeOf,
} from './fixed-tensor'
import type { Fixed } from './fixed-tensor'

/** undefined where the function is none of these, or is no matter of numbers. Errors: NotFixed where numbers are not known. */
export function fixedList(name: string, args: Arguments): Value | undefined {
  const [first, second] = args.positional
  const given = (key: string, place: number, usual: Value): Value =>
    args.named.get(key) ?? args.positional[place] ?? usual
  switch (name) {
    case 'cat':
    case 'concat':
    case 'concatenate':
    case 'stack':
      return exampleOf(joined(name, args))
    case 'meshgrid':
      return grids(several(args.positional), args.named.get('indexing') === 'xy')
    case 'broadcast_tensors':
      return broadcast(several(args.positional))
    case 'unbind':
      return parts(first, Number(plain(given('dim', 1, 0))), 1, true)
    case 'split':
      return typeof second === 'number' ? parts(first, Number(plain(given('dim', 2, 0))), second) : undefined
    case 'chunk': {
      const dim = Number(plain(given('dim', 2, 0)))
      const length = fixedOf(first)?.shape.at(dim)
      return length === undefined || typeof second !== 'number'
        ? undefined
        : parts(first, dim, Math.ceil(length / second))
    }
    default:
      return undefined
  }
}

/** Tensors one after another, or in one list. */
function several(positional: readonly Value[]): Fixed[] {
  const [first] = positional
  return (isKind(first, 'list') ? first.items : positional).map(known)
}

function known(item: Value | undefined): Fixed {
  const part = fixedOf(item)
  if (part === undefined || part.plain === true) throw new NotFixed()
  return part
}

/** Each tensor along a dimension of its own; `xy` has the first two exchanged. */
function grids(tensors: readonly Fixed[], xy: boolean): Value {
  const order =
    xy && tensors.length > 1
      ? [1, 0, ...tensors.keys()].filter((at, place) => place < 2 || at > 1)
      : [...tensors.keys()]
  const shape = order.map((at) => sizeOf(tensors[at]!.shape))
  const grid = tensors.map((tensor, at) => {
    const axis = order.indexOf(at)
    return rearranged(tensor, shape, (index) => index[axis]!)
  })
  return list(grid.map(exampleOf), true)
}

function broadcast(tensors: readonly Fixed[]): Value {
  const shape = tensors.reduce<number[]>((all, tensor) => commonShape(all, tensor.shape), [])
  return list(
    tensors.map((tensor) => exampleOf(spread(tensor, shape))),
    true,
  )
}

/** Parts of that length along a dimension, the last as long as what is left; `alone` takes the dimension out. */
function parts(self: Value | undefined, dim: number, length: number, alone = false): Value | undefined {
  const fixed = fixedOf(self)
  if (fixed === undefined) return undefined
  const axis = axisOf(dim, fixed.shape.length)
  const whole = fixed.shape[axis]!
  const strides = stridesOf(fixed.shape)
  const count = Math.ceil(whole / length)
  const all = Array.from({ length: count }, (_, at) => {
    const shape = fixed.shape.with(axis, Math.min(length, whole - at * length))
    const part = rearranged(fixed, shape, (index) =>
      placeIn(index.with(axis, index[axis]! + at * length), strides),
    )
    return exampleOf(alone ? { ...part, shape: shape.toSpliced(axis, 1) } : part)
  })
  return list(all, true)
}

function joined(name: string, { positional, named }: Arguments): Fixed {
  const items = positional[0] ?? named.get('tensors')
  if (!isKind(items, 'list')) throw new NotFixed()
  const tensors = items.items.map(known)
  const [first] = tensors
  if (first === undefined) throw new NotFixed()
  const given = Number(plain(named.get('dim') ?? named.get('axis') ?? positional[1] ?? 0))
  const stacking = name === 'stack'
  const axis = axisOf(given, first.shape.length + (stacking ? 1 : 0))
  const all = stacking
    ? tensors.map((part) => ({ ...part, shape: part.shape.toSpliced(axis, 0, 1) }))
    : tensors
  return all.reduce((left, right) => beside(left, right, axis))
}

function beside(left: Fixed, right: Fixed, axis: number): Fixed {
  const [a, b] = [left.shape, right.shape]
  if (a.length !== b.length || a.some((size, at) => at !== axis && size !== b[at])) throw new NotFixed()
  const cut = a[axis]!
  const shape = a.with(axis, cut + b[axis]!)
  const both: Fixed = { shape: [], values: [...left.values, ...right.values], dtype: typeOf(left, right) }
  const [first, second] = [stridesOf(a), stridesOf(b)]
  return rearranged(both, shape, (index) =>
    index[axis]! < cut
      ? placeIn(index, first)
      : left.values.length + placeIn(index.with(axis, index[axis]! - cut), second),
  )
}

export function placeIn(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((place, at, axis) => place + at * strides[axis]!, 0)
}
