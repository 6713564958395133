/** Arrays that are known under another shape, in another order, or repeated. */
import { swapped } from '../constants'
import { isNumbers, rearranged, stridesOf } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { axisIn, broadcastOf, countOf, placesIn } from './broadcasting'
import type { Fold } from './fold-definition'

export const layoutFolds: Readonly<Record<string, Fold>> = {
  Reshape: (site, [value, target]) => {
    const sizes = site.ints('shape') ?? (target && wholeNumbers(target))
    return value && sizes && reshaped(value, sizes, site.int('allowzero', 0) !== 0)
  },
  Flatten: (site, [value]) => {
    if (value === undefined) return undefined
    const axis = site.int('axis', 1)
    const first = axis < 0 ? axis + value.shape.length : axis
    const rows = countOf(value.shape.slice(0, first))
    return { ...value, shape: [rows, countOf(value.shape.slice(first))] }
  },
  Unsqueeze: (site, [value]) => value && unsqueezed(value, site.intsOf('axes', 1) ?? []),
  Squeeze: (site, [value]) => {
    if (value === undefined) return undefined
    const axes = site.intsOf('axes', 1)?.map((axis) => axisIn(axis, value.shape.length))
    const shape = value.shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)))
    return countOf(shape) === value.items.length ? { ...value, shape } : undefined
  },
  Transpose: (site, [value]) => value && turned(site, value, site.ints('perm')),
  Expand: (site, [value, target]) => {
    const sizes = target && wholeNumbers(target)
    const shape = value && sizes && broadcastOf([value.shape, sizes])
    return value && shape && spread(site, value, shape)
  },
  Tile: (site, [value, target]) => {
    const times = target && wholeNumbers(target)
    return value && times && tiled(site, value, times)
  },
}

/** Undefined where some depend on the batch. */
export function wholeNumbers({ items }: Items): number[] | undefined {
  const sizes = Array.from(items).filter((size) => typeof size === 'number')
  return sizes.length === items.length ? sizes : undefined
}

function reshaped(value: Items, sizes: readonly number[], zeroIsZero: boolean): Items | undefined {
  const copied = sizes.map((size, axis) => (size === 0 && !zeroIsZero ? (value.shape[axis] ?? 1) : size))
  const rest = copied.reduce((product, size) => (size === -1 ? product : product * size), 1)
  const shape = copied.map((size) => (size === -1 ? value.items.length / rest : size))
  return countOf(shape) === value.items.length && shape.every(Number.isInteger)
    ? { ...value, shape }
    : undefined
}

function unsqueezed(value: Items, axes: readonly number[]): Items {
  const rank = value.shape.length + axes.length
  const places = new Set(axes.map((axis) => axisIn(axis, rank)))
  const rest = [...value.shape]
  return {
    ...value,
    shape: Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (rest.shift() ?? 1))),
  }
}

function turned(site: Site, value: Items, perm: readonly number[] | undefined): Items | undefined {
  const rank = value.shape.length
  const order = (perm ?? value.shape.map((_, axis) => rank - 1 - axis)).map((axis) => axisIn(axis, rank))
  const shape = order.map((axis) => value.shape[axis] ?? 1)
  const old = stridesOf(value.shape)
  const strides = stridesOf(shape)
  if (!site.reading.spend(value.items.length)) return undefined
  if (isNumbers(value) && order.join() === '1,0') {
    const [rows = 1, columns = 1] = value.shape
    return { ...value, shape, items: swapped(value.items, rows, columns) }
  }
  return rearranged(value, shape, (index) => {
    let place = 0
    let rest = index
    for (const [at, stride] of strides.entries()) {
      const step = Math.floor(rest / stride)
      rest -= step * stride
      place += step * (old[order[at] ?? 0] ?? 1)
    }
    return place
  })
}

function spread(site: Site, value: Items, shape: readonly number[]): Items | undefined {
  if (!site.reading.spend(countOf(shape))) return undefined
  return rearranged(value, shape, placesIn(value.shape, shape))
}

function tiled(site: Site, value: Items, times: readonly number[]): Items | undefined {
  if (times.length !== value.shape.length || times.some((each) => each < 0)) return undefined
  const shape = value.shape.map((size, axis) => size * (times[axis] ?? 1))
  if (!site.reading.spend(countOf(shape))) return undefined
  const [own, strides] = [stridesOf(value.shape), stridesOf(shape)]
  return rearranged(value, shape, (index) => {
    let place = 0
    for (const [axis, size] of value.shape.entries())
      place += ((Math.floor(index / (strides[axis] ?? 1)) % (shape[axis] ?? 1)) % size) * (own[axis] ?? 1)
    return place
  })
}
