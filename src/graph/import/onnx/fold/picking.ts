/** Values picked out of arrays that are known, and put into them. */
import { rearranged, stridesOf } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { alongAxis, axisIn, countOf, roomFor } from './broadcasting'
import type { Fold } from './fold-definition'
import { wholeNumbers } from './layouts'

export const pickingFolds: Readonly<Record<string, Fold>> = {
  Gather: (site, [data, indices]) => data && indices && gathered(site, data, indices),
  GatherND: (site, [data, indices]) => data && indices && gatheredRows(site, data, indices),
  GatherElements: (site, [data, indices]) => data && indices && gatheredElements(site, data, indices),
  ScatterND: (site, [data, indices, updates]) =>
    data && indices && updates && scatteredRows(site, data, indices, updates),
  ScatterElements: (site, [data, indices, updates]) =>
    data && indices && updates && scatteredElements(site, data, indices, updates),
  OneHot: (site, [indices, depth, values]) =>
    indices && depth && values && oneHot(site, indices, depth, values),
  NonZero: (_, [value]) => value && nonZero(value),
  Trilu: (site, [value, diagonal]) => value && triangle(site, value, Number(diagonal?.items[0] ?? 0)),
  EyeLike: (site, [value]) => {
    const [rows = 1, columns = 1] = value?.shape ?? []
    const k = site.int('k', 0)
    return (
      value && {
        ...value,
        items: Array.from(value.items, (_, at) => Number((at % columns) - Math.floor(at / columns) === k)),
        shape: [rows, columns],
      }
    )
  },
}

/** Places of an axis of that size, counted from the front; undefined where one is not known or not there. */
function placesOf(indices: Items, size: number): number[] | undefined {
  const places = wholeNumbers(indices)?.map((index) => (index < 0 ? index + size : index))
  return places?.every((place) => place >= 0 && place < size) === true ? places : undefined
}

function gathered(site: Site, data: Items, indices: Items): Items | undefined {
  const axis = axisIn(site.int('axis', 0), data.shape.length)
  const { size, inner } = alongAxis(data.shape, axis)
  const places = placesOf(indices, size)
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)]
  if (places === undefined || data.shape.length === 0 || !site.reading.spend(countOf(shape))) return undefined
  const count = places.length
  return rearranged(data, shape, (index) => {
    const rest = Math.floor(index / inner)
    return (Math.floor(rest / count) * size + (places[rest % count] ?? 0)) * inner + (index % inner)
  })
}

/** Where each row of indices points: its place, in rows of the dimensions that it leaves. */
function rowsAt(shape: readonly number[], indices: Items, batch: number): number[] | undefined {
  const depth = indices.shape.at(-1) ?? 0
  const numbers = wholeNumbers(indices)
  const named = shape.slice(batch, batch + depth)
  if (numbers === undefined || depth + batch > shape.length) return undefined
  const strides = stridesOf(named)
  const each = countOf(indices.shape.slice(batch, -1))
  const rows: number[] = []
  for (let row = 0; row < numbers.length / Math.max(depth, 1); row++) {
    let place = 0
    for (const [at, size] of named.entries()) {
      const index = numbers[row * depth + at] ?? 0
      const from = index < 0 ? index + size : index
      if (from < 0 || from >= size) return undefined
      place += from * (strides[at] ?? 1)
    }
    rows.push((batch === 0 ? 0 : Math.floor(row / each) * countOf(named)) + place)
  }
  return rows
}

function gatheredRows(site: Site, data: Items, indices: Items): Items | undefined {
  const batch = site.int('batch_dims', 0)
  const depth = indices.shape.at(-1) ?? 0
  const rows = rowsAt(data.shape, indices, batch)
  const rest = data.shape.slice(batch + depth)
  const shape = [...indices.shape.slice(0, -1), ...rest]
  if (rows === undefined || depth === 0 || !site.reading.spend(countOf(shape))) return undefined
  const inner = countOf(rest)
  return rearranged(data, shape, (index) => (rows[Math.floor(index / inner)] ?? 0) * inner + (index % inner))
}

function gatheredElements(site: Site, data: Items, indices: Items): Items | undefined {
  const places = elementsAt(site, data, indices)
  if (places === undefined || !site.reading.spend(places.length)) return undefined
  return rearranged(data, indices.shape, (index) => places[index] ?? 0)
}

/** Where each index points, the other coordinates being its own. */
function elementsAt(site: Site, data: Items, indices: Items): number[] | undefined {
  const axis = axisIn(site.int('axis', 0), data.shape.length)
  const places = placesOf(indices, data.shape[axis] ?? 1)
  const [own, strides] = [stridesOf(data.shape), stridesOf(indices.shape)]
  if (indices.shape.length !== data.shape.length) return undefined
  return places?.map((place, index) =>
    indices.shape.reduce((sum, size, at) => {
      const along = at === axis ? place : Math.floor(index / (strides[at] ?? 1)) % size
      return sum + along * (own[at] ?? 1)
    }, 0),
  )
}

const REDUCTIONS: Readonly<Record<string, (old: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  max: Math.max,
  min: Math.min,
}

function scatteredRows(site: Site, data: Items, indices: Items, updates: Items): Items | undefined {
  const rows = rowsAt(data.shape, indices, 0)
  const inner = countOf(data.shape.slice(indices.shape.at(-1) ?? 0))
  return (
    rows &&
    scattered(
      site,
      data,
      updates,
      (index) => (rows[Math.floor(index / inner)] ?? 0) * inner + (index % inner),
    )
  )
}

function scatteredElements(site: Site, data: Items, indices: Items, updates: Items): Items | undefined {
  const places = elementsAt(site, data, indices)
  return places && scattered(site, data, updates, (index) => places[index] ?? 0)
}

function scattered(
  site: Site,
  data: Items,
  updates: Items,
  place: (index: number) => number,
): Items | undefined {
  const [old, given] = [wholeNumbers(data), wholeNumbers(updates)]
  const reduce = REDUCTIONS[site.text('reduction', 'none')]
  if (old === undefined || given === undefined || reduce === undefined) return undefined
  const values = roomFor(site, data.dtype, old.length)
  values.set(old)
  for (const [index, update] of given.entries()) {
    const at = place(index)
    values[at] = reduce(values[at] ?? 0, update)
  }
  return { shape: data.shape, items: values, dtype: data.dtype }
}

function oneHot(site: Site, indices: Items, depth: Items, values: Items): Items | undefined {
  const [size] = wholeNumbers(depth) ?? []
  const [off, on] = wholeNumbers(values) ?? []
  const numbers = wholeNumbers(indices)
  if (size === undefined || off === undefined || on === undefined || numbers === undefined) return undefined
  const rank = indices.shape.length + 1
  const axis = axisIn(site.int('axis', -1), rank)
  const shape = [...indices.shape.slice(0, axis), size, ...indices.shape.slice(axis)]
  const inner = countOf(indices.shape.slice(axis))
  const result = roomFor(site, values.dtype, countOf(shape)).fill(off)
  for (const [at, index] of numbers.entries()) {
    const place = index < 0 ? index + size : index
    if (place >= 0 && place < size)
      result[(Math.floor(at / inner) * size + place) * inner + (at % inner)] = on
  }
  return { shape, items: result, dtype: values.dtype }
}

/** The coordinates of what is not 0, one column a value. */
function nonZero(value: Items): Items | undefined {
  const numbers = wholeNumbers(value)
  if (numbers === undefined) return undefined
  const found = numbers.flatMap((each, index) => (each === 0 ? [] : [index]))
  const strides = stridesOf(value.shape)
  const items = value.shape.flatMap((size, axis) =>
    found.map((index) => Math.floor(index / (strides[axis] ?? 1)) % size),
  )
  return { shape: [value.shape.length, found.length], items: Float64Array.from(items), dtype: 'int64' }
}

function triangle(site: Site, value: Items, diagonal: number): Items | undefined {
  const [rows = 1, columns = 1] = value.shape.slice(-2)
  const numbers = wholeNumbers(value)
  if (numbers === undefined || value.shape.length < 2) return undefined
  const upper = site.int('upper', 1) !== 0
  const values = roomFor(site, value.dtype, numbers.length)
  for (const [index, number] of numbers.entries()) {
    const across = (index % columns) - (Math.floor(index / columns) % rows)
    values[index] = (upper ? across >= diagonal : across <= diagonal) ? number : 0
  }
  return { shape: value.shape, items: values, dtype: value.dtype }
}
