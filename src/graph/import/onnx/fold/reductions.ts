/** Arrays that are known reduced over dimensions, and sums along one. */
import type { Dim } from '../../../types/dims'
import { multiplyDims } from '../../../types/dims'
import { isNumbers, stridesOf } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { alongAxis, axisIn, countOf, roomFor } from './broadcasting'
import type { Fold } from './fold-definition'

export const reductionFolds: Readonly<Record<string, Fold>> = {
  ReduceSum: reduced((sum, value) => sum + value, 0),
  ReduceMean: reduced(
    (sum, value) => sum + value,
    0,
    (sum, count) => sum / count,
  ),
  ReduceProd: (site, items) => productOfSizes(site, items[0]) ?? reduced((a, b) => a * b, 1)(site, items),
  ReduceMax: reduced(Math.max, -Infinity),
  ReduceMin: reduced(Math.min, Infinity),
  ReduceL1: reduced((sum, value) => sum + Math.abs(value), 0),
  ReduceL2: reduced((sum, value) => sum + value * value, 0, Math.sqrt),
  ReduceSumSquare: reduced((sum, value) => sum + value * value, 0),
  ArgMax: (site, [value]) => value && extreme(site, value, (a, b) => a > b),
  ArgMin: (site, [value]) => value && extreme(site, value, (a, b) => a < b),
  CumSum: (site, [value, axis]) => value && cumulated(site, value, Number(axis?.items[0] ?? 0)),
}

function reduced(
  take: (total: number, value: number) => number,
  start: number,
  finish: (total: number, count: number) => number = (total) => total,
): Fold {
  return (site, [value]) => {
    if (value === undefined || !isNumbers(value)) return undefined
    const { shape, items, dtype } = value
    const given = site.intsOf('axes', 1)
    if ((given ?? []).length === 0 && site.int('noop_with_empty_axes', 0) !== 0) return value
    const all = given === undefined || given.length === 0
    const axes = new Set((all ? [...shape.keys()] : given).map((axis) => axisIn(axis, shape.length)))
    const left = shape.map((size, axis) => (axes.has(axis) ? 1 : size))
    const totals = new Float64Array(countOf(left)).fill(start)
    const [strides, kept] = [stridesOf(shape), stridesOf(left)]
    for (let index = 0; index < items.length; index++) {
      let place = 0
      for (const [axis, size] of left.entries())
        if (size !== 1) place += (Math.floor(index / (strides[axis] ?? 1)) % size) * (kept[axis] ?? 1)
      totals[place] = take(totals[place] ?? 0, items[index] ?? 0)
    }
    const count = items.length / Math.max(1, totals.length)
    const values = roomFor(site, dtype, totals.length)
    for (const [at, total] of totals.entries()) values[at] = finish(total, count)
    const keep = site.int('keepdims', 1) !== 0
    return { shape: keep ? left : shape.filter((_, axis) => !axes.has(axis)), items: values, dtype }
  }
}

/** The product of all sizes of a list, of which some may depend on the batch. */
function productOfSizes(site: Site, value: Items | undefined): Items | undefined {
  if (value === undefined || isNumbers(value) || value.shape.length !== 1) return undefined
  const sizes = Array.from(value.items).filter((item): item is Dim => item !== null)
  if (sizes.length < value.items.length) return undefined
  const shape = site.int('keepdims', 1) === 0 ? [] : [1]
  return { shape, items: [multiplyDims(sizes)], dtype: value.dtype }
}

/** Where the largest (smallest) value of each row along an axis lies. */
function extreme(site: Site, value: Items, beats: (a: number, b: number) => boolean): Items | undefined {
  if (!isNumbers(value)) return undefined
  const axis = axisIn(site.int('axis', 0), value.shape.length)
  const { outer, size, inner } = alongAxis(value.shape, axis)
  const last = site.int('select_last_index', 0) !== 0
  const places = roomFor(site, 'int64', outer * inner)
  for (let row = 0; row < outer * inner; row++) {
    const start = Math.floor(row / inner) * size * inner + (row % inner)
    let best = 0
    for (let at = 1; at < size; at++) {
      const [one, other] = [value.items[start + at * inner] ?? 0, value.items[start + best * inner] ?? 0]
      if (beats(one, other) || (last && one === other)) best = at
    }
    places[row] = best
  }
  const keep = site.int('keepdims', 1) !== 0
  const shape = value.shape.flatMap((each, at) => (at === axis ? (keep ? [1] : []) : [each]))
  return { shape, items: places, dtype: 'int64' }
}

function cumulated(site: Site, value: Items, given: number): Items | undefined {
  if (!isNumbers(value)) return undefined
  const { outer, size, inner } = alongAxis(value.shape, axisIn(given, value.shape.length))
  const [exclusive, reverse] = [site.int('exclusive', 0) !== 0, site.int('reverse', 0) !== 0]
  const values = roomFor(site, value.dtype, value.items.length)
  for (let row = 0; row < outer * inner; row++) {
    const start = Math.floor(row / inner) * size * inner + (row % inner)
    let sum = 0
    for (let step = 0; step < size; step++) {
      const place = start + (reverse ? size - 1 - step : step) * inner
      if (exclusive) values[place] = sum
      sum += value.items[place] ?? 0
      if (!exclusive) values[place] = sum
    }
  }
  return { shape: value.shape, items: values, dtype: value.dtype }
}
