/** Arrays that are known joined, cut and padded. */
import type { Dim } from '../../../types/dims'
import { isNumbers, rearranged, stridesOf } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { alongAxis, axisIn, countOf, roomFor } from './broadcasting'
import type { Fold } from './fold-definition'
import { wholeNumbers } from './layouts'

/** Longer axes are not cut here. */
const MOST_PLACES = 1_000_000

export const joiningFolds: Readonly<Record<string, Fold>> = {
  Concat: (site, values) => {
    const known = values.filter((each) => each !== undefined)
    return joined(site, known, site.int('axis', 0))
  },
  Slice: sliceFold,
  Split: splitFold,
  Pad: padFold,
}

function joined(site: Site, values: readonly Items[], given: number): Items | undefined {
  const [first] = values
  if (first === undefined || first.shape.length === 0) return undefined
  const axis = axisIn(given, first.shape.length)
  const fits = values.every(
    ({ shape }) =>
      shape.length === first.shape.length &&
      shape.every((size, at) => at === axis || size === first.shape[at]),
  )
  const size = values.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0)
  const shape = first.shape.map((each, at) => (at === axis ? size : each))
  if (!fits) return undefined
  // Sizes that depend on the batch come in lists.
  if (!values.every(isNumbers))
    return shape.length === 1
      ? { shape, items: values.flatMap(({ items }) => Array.from(items)), dtype: first.dtype }
      : undefined
  const items = roomFor(site, first.dtype, countOf(shape))
  const { outer, inner } = alongAxis(shape, axis)
  let place = 0
  for (let row = 0; row < outer; row++)
    for (const value of values) {
      const block = (value.shape[axis] ?? 0) * inner
      items.set(value.items.subarray(row * block, (row + 1) * block), place)
      place += block
    }
  return { shape, items, dtype: first.dtype }
}

function sliceFold(site: Site, [value]: readonly (Items | undefined)[]): Items | undefined {
  const cuts = value === undefined ? undefined : cutsOf(site, value.shape)
  if (value === undefined || cuts === undefined) return undefined
  return pickedAlong(site, value, cuts)
}

/** Of some axes only these places. */
export function pickedAlong(
  site: Site,
  value: Items,
  places: ReadonlyMap<number, readonly number[]>,
): Items | undefined {
  const shape = value.shape.map((size, axis) => places.get(axis)?.length ?? size)
  if (!site.reading.spend(countOf(shape))) return undefined
  const [old, strides] = [stridesOf(value.shape), stridesOf(shape)]
  return rearranged(value, shape, (index) => {
    let place = 0
    for (const [axis, size] of shape.entries()) {
      const at = Math.floor(index / (strides[axis] ?? 1)) % size
      place += (places.get(axis)?.[at] ?? at) * (old[axis] ?? 1)
    }
    return place
  })
}

/** The places that are left of each axis that is cut; undefined where they are not known. */
export function cutsOf(site: Site, shape: readonly (Dim | null)[]): Map<number, number[]> | undefined {
  const [starts, ends] = [site.intsOf('starts', 1), site.intsOf('ends', 2)]
  if (starts === undefined || ends === undefined) return undefined
  const axes = site.intsOf('axes', 3) ?? starts.map((_, axis) => axis)
  const steps = site.has(4) ? site.numbers(4) : undefined
  const cuts = new Map<number, number[]>()
  for (const [index, given] of axes.entries()) {
    const axis = axisIn(given, shape.length)
    const size = shape[axis]
    const step = steps?.[index] ?? 1
    if (typeof size !== 'number' || step === 0 || size > MOST_PLACES) return undefined
    cuts.set(axis, placesOf(size, starts[index] ?? 0, ends[index] ?? size, step))
  }
  return cuts
}

function placesOf(size: number, start: number, end: number, step: number): number[] {
  const clamp = (at: number) =>
    Math.min(Math.max(at < 0 ? at + size : at, step < 0 ? -1 : 0), step < 0 ? size - 1 : size)
  // Going backwards, an end far below the first place means that the first is taken too.
  const [from, to] = [clamp(start), step < 0 && end < -size ? -1 : clamp(end)]
  const places: number[] = []
  for (let at = from; step > 0 ? at < to : at > to; at += step) places.push(at)
  return places
}

function splitFold(site: Site, [value]: readonly (Items | undefined)[]): Items[] | undefined {
  if (value === undefined) return undefined
  const axis = axisIn(site.int('axis', 0), value.shape.length)
  const size = value.shape[axis] ?? 1
  const count = site.node.outputs.length
  const each = Math.ceil(size / count)
  const sizes =
    site.intsOf('split', 1) ??
    Array.from({ length: count }, (_, at) => Math.max(0, Math.min(each, size - at * each)))
  if (sizes.reduce((sum, part) => sum + part, 0) !== size) return undefined
  let start = 0
  const parts = sizes.map((part) => {
    const places = Array.from({ length: part }, (_, at) => start + at)
    start += part
    return pickedAlong(site, value, new Map([[axis, places]]))
  })
  const known = parts.filter((part) => part !== undefined)
  return known.length === parts.length ? known : undefined
}

/** One number around an array. */
function padFold(site: Site, [value, given, fill]: readonly (Items | undefined)[]): Items | undefined {
  const pads = site.ints('pads') ?? (given && wholeNumbers(given))
  if (
    value === undefined ||
    pads === undefined ||
    site.has(3) ||
    site.text('mode', 'constant') !== 'constant'
  )
    return undefined
  const number = site.number('value') ?? fill?.items[0] ?? 0
  const rank = value.shape.length
  if (typeof number !== 'number' || pads.length !== 2 * rank) return undefined
  const shape = value.shape.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + rank] ?? 0))
  if (shape.some((size) => size < 0) || !site.reading.spend(countOf(shape))) return undefined
  const [own, strides] = [stridesOf(value.shape), stridesOf(shape)]
  const items = Array.from({ length: countOf(shape) }, (_, index) => {
    let place = 0
    for (const [axis, size] of shape.entries()) {
      const at = (Math.floor(index / (strides[axis] ?? 1)) % size) - (pads[axis] ?? 0)
      if (at < 0 || at >= (value.shape[axis] ?? 1)) return number
      place += at * (own[axis] ?? 1)
    }
    return value.items[place] ?? null
  })
  return { shape, items, dtype: value.dtype }
}
