/** `table[:, 0::2]`: reading and setting parts of a tensor whose numbers are known. */
import { isKind } from '../values'
import type { ExampleValue, Value } from '../values'
import { exampleOf, fixedOf, rearranged, rounded, sizeOf, spread, stridesOf } from './fixed-tensor'
import type { Fixed } from './fixed-tensor'

/** What an index picks of a tensor. */
interface Picked {
  /** Of what is picked. */
  shape: readonly number[]
  /** By each dimension of the shape, the places further in the tensor. */
  steps: readonly number[]
  start: number
}

/** undefined where the values or the index are not known. */
export function fixedItem(self: ExampleValue, given: readonly Value[]): Value | undefined {
  const fixed = fixedOf(self)
  const index = indexOf(given)
  const listed = index.findIndex((item) => placesOf(item) !== undefined)
  if (fixed !== undefined && listed >= 0) return listedItems(fixed, index, listed)
  const picked = fixed && pick(fixed.shape, index)
  if (fixed === undefined || picked === undefined) return undefined
  return exampleOf(rearranged(fixed, picked.shape, (place) => placeOf(picked, place)))
}

/** A tuple is several indices. */
function indexOf(given: readonly Value[]): readonly Value[] {
  const [only] = given
  return given.length === 1 && isKind(only, 'list') && only.tuple ? only.items : given
}

/** Places of a dimension, as a list or a tensor of whole numbers says them. */
function placesOf(item: Value): Fixed | undefined {
  if (isKind(item, 'list') && !item.tuple && item.items.length > 0 && item.items.every(Number.isInteger))
    return { shape: [item.items.length], values: item.items as number[], dtype: 'int64' }
  const fixed = isKind(item, 'example') ? fixedOf(item) : undefined
  return fixed?.dtype === 'int64' ? fixed : undefined
}

/** One dimension by a list of places, the others whole or in parts. */
function listedItems(fixed: Fixed, index: readonly Value[], listed: number): Value | undefined {
  const places = placesOf(index[listed]!)!
  const others = index.filter((_, at) => at !== listed)
  if (!others.every((item) => item === null || isRest(item) || isKind(item, 'slice'))) return undefined
  const all: Value = { kind: 'slice', start: null, stop: null, step: null }
  const whole = pick(fixed.shape, index.with(listed, all))
  const behind = index.slice(listed + 1)
  if (whole === undefined) return undefined
  const before = index.slice(0, listed)
  const axis = before.some(isRest) ? whole.shape.length - 1 - behind.length : before.length
  const size = whole.shape[axis]!
  const values = places.values.map((at) => (at < 0 ? at + size : at))
  if (values.some((at) => at < 0 || at >= size)) return undefined
  const shape = whole.shape.toSpliced(axis, 1, ...places.shape)
  const strides = stridesOf(places.shape)
  const rank = places.shape.length
  return exampleOf(
    rearranged(fixed, shape, (at) => {
      const place = strides.reduce((sum, stride, each) => sum + at[axis + each]! * stride, 0)
      return placeOf(whole, at.toSpliced(axis, rank, values[place]!))
    }),
  )
}

/** Sets a part, in place as PyTorch does. → whether it could */
export function setFixedItem(self: ExampleValue, index: readonly Value[], value: Value): boolean {
  const [fixed, given] = [fixedOf(self), fixedOf(value)]
  const picked = fixed && pick(fixed.shape, index)
  if (fixed === undefined || given === undefined || picked === undefined) return false
  const values = [...fixed.values]
  const strides = stridesOf(picked.shape)
  let parts
  try {
    parts = spread(given, picked.shape)
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
  for (let place = 0; place < sizeOf(picked.shape); place++) {
    const at = picked.shape.map((size, axis) => Math.floor(place / strides[axis]!) % size)
    values[placeOf(picked, at)] = rounded(parts.values[place]!, fixed.dtype)
  }
  const { init, values: known } = exampleOf({ ...fixed, values })
  Object.assign(self, { init, values: known })
  return true
}

function placeOf({ start, steps }: Picked, index: readonly number[]): number {
  return index.reduce((place, at, axis) => place + at * steps[axis]!, start)
}

function pick(shape: readonly number[], given: readonly Value[]): Picked | undefined {
  const index = indexOf(given)
  const strides = stridesOf(shape)
  const taken = index.filter((item) => item !== null && !isRest(item)).length
  const sizes: number[] = []
  const steps: number[] = []
  let start = 0
  let axis = 0
  const keep = (): void => {
    sizes.push(shape[axis]!)
    steps.push(strides[axis]!)
    axis += 1
  }
  if (taken > shape.length) return undefined
  for (const item of index) {
    if (isRest(item)) while (axis < shape.length - (taken - consumed(index, item))) keep()
    else if (item === null) {
      sizes.push(1)
      steps.push(0)
    } else if (typeof item === 'number') {
      const size = shape[axis]!
      const at = item < 0 ? item + size : item
      if (!Number.isInteger(at) || at < 0 || at >= size) return undefined
      start += at * strides[axis]!
      axis += 1
    } else if (isKind(item, 'slice')) {
      const cut = cutOf(item, shape[axis]!)
      if (cut === undefined) return undefined
      start += cut.from * strides[axis]!
      sizes.push(cut.count)
      steps.push(cut.step * strides[axis]!)
      axis += 1
    } else return undefined
  }
  while (axis < shape.length) keep()
  return { shape: sizes, steps, start }
}

/** How many dimensions the items before this one take. */
function consumed(index: readonly Value[], rest: Value): number {
  return index.slice(0, index.indexOf(rest)).filter((item) => item !== null).length
}

function isRest(item: Value): boolean {
  return isKind(item, 'global') && (item.path === '...' || item.path === 'Ellipsis')
}

function cutOf(
  { start, stop, step }: { start: Value; stop: Value; step: Value },
  size: number,
): { from: number; count: number; step: number } | undefined {
  const by = step ?? 1
  if (typeof by !== 'number' || by < 1) return undefined
  const clamped = (given: Value, usual: number): number | undefined =>
    given === null
      ? usual
      : typeof given === 'number'
        ? Math.min(Math.max(given < 0 ? given + size : given, 0), size)
        : undefined
  const [from, to] = [clamped(start, 0), clamped(stop, size)]
  if (from === undefined || to === undefined) return undefined
  return { from, count: Math.max(0, Math.ceil((to - from) / by)), step: by }
}
