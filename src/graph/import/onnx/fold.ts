/** Working out what does not depend on the values of a batch: sizes, and arithmetic on constants. */
import { power } from '../../basics/power'
import type { Dim } from '../../types/dims'
import { addDims, multiplyDims } from '../../types/dims'
import { constantOf, itemsOf, rearranged, stridesOf, valueOf } from './constants'
import type { Items } from './constants'
import type { Site } from './site'
import { Unsupported } from './values'
import type { Value } from './values'
import { told } from '../../../words/tell'

type Fold = (site: Site, items: readonly Items[]) => Items | Value | undefined

/** Takes the node in as a constant, where everything it reads is one. → whether it did */
export function foldRule(site: Site): boolean {
  const { op, domain, inputs } = site.node
  if (domain !== '') return false
  const alone = Object.hasOwn(SOURCES, op) ? SOURCES[op] : undefined
  const fold = Object.hasOwn(FOLDS, op) ? FOLDS[op] : undefined
  let result: Items | Value | undefined
  try {
    if (alone !== undefined) result = alone(site)
    else if (fold !== undefined && site.reading.mayFold) {
      const items = inputs.filter((name) => name !== '').map((name) => itemsOf(site.reading.value(name)))
      const known = items.filter((each) => each !== undefined)
      if (known.length === 0 || known.length < items.length) return false
      site.reading.folded += known.reduce((sum, each) => sum + each.items.length, 1)
      if (!site.reading.mayFold) return false
      result = fold(site, known)
    }
  } catch (error) {
    if (error instanceof Unsupported) return false
    throw error
  }
  const value = result === undefined || 'kind' in result ? result : valueOf(result)
  if (value === undefined) return false
  site.give(value)
  return true
}

/** Longer axes are not cut here. */
const MOST_PLACES = 1_000_000

const SOURCES: Readonly<Record<string, (site: Site) => Value | undefined>> = {
  Constant: constantRule,
  Shape: shapeRule,
  Size: (site) => ({ kind: 'sizes', dims: [multiplyDims(site.shape())], scalar: true }),
  ConstantOfShape: (site) => {
    const shape = itemsOf(site.value(0))
    if (shape === undefined) return undefined
    const value = site.tensor('value')
    const fill = { value: value?.values[0] ?? 0, dtype: value?.dtype ?? ('float32' as const) }
    return { kind: 'fill', shape: Array.from(shape.items), ...fill }
  },
  Slice: (site) => {
    const value = site.value(0)
    if (value.kind !== 'fill') {
      const items = itemsOf(value)
      const cut = items === undefined ? undefined : sliceFold(site, [items])
      return cut === undefined ? undefined : valueOf(cut)
    }
    const cuts = cutsOf(site, value.shape)
    return cuts && { ...value, shape: value.shape.map((size, axis) => cuts.get(axis)?.length ?? size) }
  },
  Expand: (site) => {
    const value = site.value(0)
    const shape = itemsOf(site.value(1))
    if (shape === undefined) return undefined
    const single = value.kind === 'constant' && value.values.length === 1 ? value.values[0] : undefined
    if (single !== undefined && value.kind === 'constant')
      return { kind: 'fill', value: single, shape: Array.from(shape.items), dtype: value.dtype }
    return value.kind === 'fill' ? { ...value, shape: Array.from(shape.items) } : undefined
  },
}

const FOLDS: Readonly<Record<string, Fold>> = {
  Identity: (_, [value]) => value,
  Cast: castFold,
  Gather: gatherFold,
  Unsqueeze: (site, [value]) => value && unsqueezed(value, site.intsOf('axes', 1) ?? []),
  Squeeze: (site, [value]) => {
    if (value === undefined) return undefined
    const axes = site.intsOf('axes', 1)?.map((axis) => axis + (axis < 0 ? value.shape.length : 0))
    return {
      ...value,
      shape: value.shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
    }
  },
  Reshape: (_, [value, target]) => {
    if (value === undefined || target === undefined) return undefined
    const sizes = Array.from(target.items).filter((size) => typeof size === 'number')
    if (sizes.length < target.items.length) return undefined
    const copied = sizes.map((size, axis) => (size === 0 ? (value.shape[axis] ?? 1) : size))
    const rest = copied.reduce((product, size) => (size === -1 ? product : product * size), 1)
    return { ...value, shape: copied.map((size) => (size === -1 ? value.items.length / rest : size)) }
  },
  Transpose: (site, [value]) => value && transposedItems(value, site.ints('perm')),
  Concat: (site, values) => concatenated(values, site.int('axis', 0)),
  Add: arithmetic(
    (a, b) => a + b,
    (a, b) => addDims([a, b]),
  ),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic(
    (a, b) => a * b,
    (a, b) => multiplyDims([a, b]),
  ),
  Div: arithmetic((a, b, whole) => (whole ? Math.trunc(a / b) : a / b), divided),
  Pow: arithmetic(power),
  Min: arithmetic((a, b) => Math.min(a, b)),
  Max: arithmetic((a, b) => Math.max(a, b)),
  Mod: arithmetic((a, b) => ((a % b) + b) % b),
  Equal: arithmetic((a, b) => Number(a === b)),
  Neg: elementwise((a) => -a),
  Sqrt: elementwise(Math.sqrt),
  Exp: elementwise(Math.exp),
  Log: elementwise(Math.log),
  Abs: elementwise(Math.abs),
  Floor: elementwise(Math.floor),
  Ceil: elementwise(Math.ceil),
  Reciprocal: elementwise((a) => 1 / a),
  Not: elementwise((a) => Number(a === 0)),
  ReduceProd: (_, [value]) =>
    value && { shape: [], items: [multiplyDims(knownSizes(value))], dtype: value.dtype },
  Where: (_, [condition, yes, no]) => {
    if (condition === undefined || yes === undefined || no === undefined) return undefined
    const shape = [condition, yes, no].reduce(
      (longest, { shape: each }) => (each.length > longest.length ? each : longest),
      [] as readonly number[],
    )
    const count = shape.reduce((product, size) => product * size, 1)
    const at = ({ items }: Items, index: number) => items[items.length === 1 ? 0 : index] ?? null
    return {
      shape,
      items: Array.from({ length: count }, (__, i) => (at(condition, i) === 0 ? at(no, i) : at(yes, i))),
      dtype: yes.dtype,
    }
  },
  Range: (_, items) => {
    const [start, limit, step] = items.map(({ items: list }) => list[0])
    if (typeof start !== 'number' || typeof limit !== 'number' || typeof step !== 'number' || step === 0)
      return undefined
    const count = Math.max(0, Math.ceil((limit - start) / step))
    if (count > MOST_PLACES) return undefined
    return constantOf(
      [count],
      Array.from({ length: count }, (__, index) => start + index * step),
      items[0]?.dtype,
    )
  },
}

function constantRule(site: Site): Value | undefined {
  const tensor = site.tensor('value')
  if (tensor !== undefined) return tensor
  const float = site.number('value_float')
  if (float !== undefined) return constantOf([], [float], 'float32')
  const int = site.number('value_int')
  if (int !== undefined) return constantOf([], [int])
  const floats = site.ints('value_floats')
  if (floats !== undefined) return constantOf([floats.length], floats, 'float32')
  const ints = site.ints('value_ints')
  return ints === undefined ? undefined : constantOf([ints.length], ints)
}

function shapeRule(site: Site): Value {
  const shape = site.shape()
  return { kind: 'sizes', dims: shape.slice(site.int('start', 0), site.number('end')), scalar: false }
}

function knownSizes({ items }: Items): Dim[] {
  return Array.from(items).map((item) => {
    if (item === null) throw new Unsupported(told('onnx.size_not_known', 'a size is not known'))
    return item
  })
}

function castFold(site: Site, [value]: readonly Items[]): Items | undefined {
  if (value === undefined) return undefined
  const float = [1, 10, 11, 16].includes(site.int('to', 1))
  const numbers = Array.from(value.items)
  if (!float && value.dtype === 'float32') {
    const cut = numbers.map((item) => (typeof item === 'number' ? Math.trunc(item) : item))
    return { shape: value.shape, items: cut, dtype: 'int64' }
  }
  return { shape: value.shape, items: numbers, dtype: float ? 'float32' : 'int64' }
}

function gatherFold(site: Site, [data, indices]: readonly Items[]): Items | undefined {
  if (data === undefined || indices === undefined || site.int('axis', 0) !== 0 || data.shape.length !== 1)
    return undefined
  const places = Array.from(indices.items, (index) =>
    typeof index === 'number' ? index + (index < 0 ? data.items.length : 0) : -1,
  )
  if (places.some((place) => place < 0 || place >= data.items.length)) return undefined
  return rearranged(data, indices.shape, (index) => places[index] ?? 0)
}

function unsqueezed(value: Items, axes: readonly number[]): Items {
  const rank = value.shape.length + axes.length
  const places = new Set(axes.map((axis) => axis + (axis < 0 ? rank : 0)))
  const rest = [...value.shape]
  return {
    ...value,
    shape: Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (rest.shift() ?? 1))),
  }
}

function transposedItems(value: Items, perm: readonly number[] | undefined): Items {
  const order = perm ?? value.shape.map((_, axis) => value.shape.length - 1 - axis)
  const shape = order.map((axis) => value.shape[axis] ?? 1)
  const old = stridesOf(value.shape)
  const strides = stridesOf(shape)
  return rearranged(value, shape, (index) =>
    order.reduce(
      (place, axis, at) =>
        place + (Math.floor(index / (strides[at] ?? 1)) % (shape[at] ?? 1)) * (old[axis] ?? 1),
      0,
    ),
  )
}

function concatenated(values: readonly Items[], axis: number): Items | undefined {
  const [first] = values
  if (first === undefined || values.some(({ shape }) => shape.length !== 1) || (axis !== 0 && axis !== -1))
    return undefined
  const items = values.flatMap((each) => Array.from(each.items))
  return { shape: [items.length], items, dtype: first.dtype }
}

function sliceFold(site: Site, [value]: readonly Items[]): Items | undefined {
  const cuts = value === undefined ? undefined : cutsOf(site, value.shape)
  if (value === undefined || cuts === undefined) return undefined
  const shape = value.shape.map((size, axis) => cuts.get(axis)?.length ?? size)
  const [old, strides] = [stridesOf(value.shape), stridesOf(shape)]
  return rearranged(value, shape, (index) =>
    shape.reduce((place, size, axis) => {
      const at = Math.floor(index / (strides[axis] ?? 1)) % size
      return place + (cuts.get(axis)?.[at] ?? at) * (old[axis] ?? 1)
    }, 0),
  )
}

/** The places that are left of each axis that is cut; undefined where they are not known. */
function cutsOf(site: Site, shape: readonly (Dim | null)[]): Map<number, number[]> | undefined {
  const [starts, ends] = [site.intsOf('starts', 1), site.intsOf('ends', 2)]
  if (starts === undefined || ends === undefined) return undefined
  const axes = site.intsOf('axes', 3) ?? starts.map((_, axis) => axis)
  const steps = site.has(4) ? site.numbers(4) : undefined
  const cuts = new Map<number, number[]>()
  for (const [index, given] of axes.entries()) {
    const axis = given < 0 ? given + shape.length : given
    const size = shape[axis]
    const step = steps?.[index] ?? 1
    if (typeof size !== 'number' || step === 0 || size > MOST_PLACES) return undefined
    const places = Array.from({ length: size }, (_, at) => at)
    const clamp = (at: number) =>
      Math.min(Math.max(at < 0 ? at + size : at, step < 0 ? -1 : 0), step < 0 ? size - 1 : size)
    const [from, to] = [clamp(starts[index] ?? 0), clampEnd(ends[index] ?? size, size, step, clamp)]
    cuts.set(
      axis,
      places
        .filter((at) =>
          step > 0
            ? at >= from && at < to && (at - from) % step === 0
            : at <= from && at > to && (from - at) % -step === 0,
        )
        .sort((a, b) => (step > 0 ? a - b : b - a)),
    )
  }
  return cuts
}

/** Going backwards, an end far below the first place means that the first is taken too. */
function clampEnd(end: number, size: number, step: number, clamp: (at: number) => number): number {
  return step < 0 && end < -size ? -1 : clamp(end)
}

/** Broadcasts single numbers only. */
function arithmetic(
  numbers: (a: number, b: number, whole: boolean) => number,
  sizes: (a: Dim, b: Dim) => Dim | null = () => null,
): Fold {
  return (_, [a, b]) => {
    if (a === undefined || b === undefined) return undefined
    const larger = a.items.length >= b.items.length ? a : b
    if (Math.min(a.items.length, b.items.length) !== 1 && a.items.length !== b.items.length) return undefined
    const at = ({ items }: Items, index: number) => items[items.length === 1 ? 0 : index] ?? null
    const items = Array.from({ length: larger.items.length }, (__, index) => {
      const [left, right] = [at(a, index), at(b, index)]
      if (left === null || right === null) return null
      return typeof left === 'number' && typeof right === 'number'
        ? numbers(left, right, a.dtype === 'int64')
        : sizes(left, right)
    })
    const shape = a.shape.length >= b.shape.length && larger === a ? a.shape : larger.shape
    return { shape, items, dtype: a.dtype }
  }
}

function elementwise(apply: (value: number) => number): Fold {
  return (_, [value]) => {
    if (value === undefined) return undefined
    const items = Array.from(value.items, (item) => (typeof item === 'number' ? apply(item) : null))
    return items.includes(null) ? undefined : { shape: value.shape, items, dtype: value.dtype }
  }
}

/** 8N / 8 = N, N / N = 1; null for what does not come out whole. */
function divided(a: Dim, b: Dim): Dim | null {
  if (a === b) return 1
  const match = typeof a === 'string' ? /^(\d+)?([^\d+ ]+)$/.exec(a) : null
  if (match === null || typeof b !== 'number') return null
  const factor = Number(match[1] ?? 1) / b
  return Number.isInteger(factor) ? multiplyDims([factor, match[2] ?? 1]) : null
}
