/** What moves dimensions and entries about, as chains of Permute, Slice, Cat and Stack. */
import type { Operation, OperationRule } from '../operation'
import { fixedOf } from '../fixed/fixed-tensor'
import { isKind, UNKNOWN } from '../values'
import type { TensorValue, Value } from '../values'
import { axisOf, of, rankOf } from './chains'
import type { Wire } from './chains'

/** More parts are no wires of their own. */
const MOST_PARTS = 256

export const SHAPE_OPERATIONS: Readonly<Record<string, OperationRule>> = {
  movedim: { takes: 'input, source, destination', run: moved },
  moveaxis: { takes: 'input, source, destination', run: moved },
  ravel: { takes: 'input', run: (o) => of(o, 'Flatten', o.input, { start_dim: 0 }) },
  flip: { takes: 'input, dims', run: flipped },
  fliplr: { takes: 'input', run: (o) => turnedAround(o, o.input, 1) ?? keptPlace(o) },
  index_select: { takes: 'input, dim, index', run: chosen },
  unfold: { takes: 'input, dimension, size, step', run: windows },
}

/** All dimensions in the other order. */
export function reversedDims(o: Operation): Value {
  const rank = rankOf(o.input)
  if (rank === undefined) return of(o, 'Transpose', o.input, { dim0: -2, dim1: -1 })
  if (rank < 2) return o.input ?? UNKNOWN
  if (rank === 2) return of(o, 'Transpose', o.input, { dim0: 0, dim1: 1 })
  return of(o, 'Permute', o.input, { dims: Array.from({ length: rank }, (_, at) => rank - 1 - at) })
}

/** Whole numbers that are known: places of a dimension. */
export function placesIn(value: Value | undefined): readonly number[] | undefined {
  if (isKind(value, 'list') && value.items.every((item) => typeof item === 'number')) return value.items
  if (!isKind(value, 'example') && !isKind(value, 'parameter')) return undefined
  if (value.dtype !== 'int64' || value.shape.length > 1) return undefined
  return fixedOf({ ...value, kind: 'example' })?.values
}

/** Entries of a dimension by their places, which stays: neighbours together. */
export function entriesOf(o: Operation, input: Wire, dim: number, places: readonly number[]): TensorValue {
  const parts = runsOf(places).map(([start, end]) =>
    of(o, 'Slice', input, { dim, start, ...(end === 0 ? {} : { end }) }),
  )
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return o.node('Cat', { dim }, Object.fromEntries(parts.map((part, at) => [`tensors.${at}`, part])))
}

/** `[2, 3, 0]` as the parts from 2 to 4 and from 0 to 1. A part that ends with −1 ends with 0 here: at the end. */
function runsOf(places: readonly number[]): [start: number, end: number][] {
  const runs: [number, number][] = []
  for (const place of places) {
    const last = runs.at(-1)
    if (last?.[1] === place && place !== 0) last[1] = place + 1
    else runs.push([place, place + 1])
  }
  return runs
}

function moved(o: Operation): Value {
  const rank = rankOf(o.input)
  const [from, to] = [[o.plain('source')].flat(), [o.plain('destination')].flat()]
  const axes = from.map((dim) => axisOf(o.input, dim))
  const places = to.map((dim) => axisOf(o.input, dim))
  if (rank === undefined || axes.includes(undefined) || places.includes(undefined)) return keptPlace(o)
  const left = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis))
  const dims = Array.from({ length: rank }, (_, place) => {
    const at = places.indexOf(place)
    return at < 0 ? left.shift() : axes[at]
  })
  return of(o, 'Permute', o.input, { dims })
}

function flipped(o: Operation): Value {
  const dims = o.sizes('dims')
  const given = dims.length > 0 ? dims : [o.value('dims') ?? null]
  return (
    given.reduce<Wire | undefined>(
      (value, dim) => (value === undefined ? undefined : turnedAround(o, value, dim)),
      o.input,
    ) ?? keptPlace(o)
  )
}

/** undefined where the size is not known, or there are too many. */
function turnedAround(o: Operation, input: Wire, given: Value): TensorValue | undefined {
  const dim = axisOf(input, given)
  const size = dim === undefined ? undefined : input?.type?.shape[dim]
  if (dim === undefined || typeof size !== 'number' || size > MOST_PARTS) return undefined
  return entriesOf(
    o,
    input,
    dim,
    Array.from({ length: size }, (_, at) => size - 1 - at),
  )
}

function chosen(o: Operation): Value {
  const dim = o.plain('dim')
  const places = placesIn(o.value('index'))
  if (typeof dim !== 'number' || places === undefined || places.length === 0 || places.length > MOST_PARTS)
    return keptPlace(o)
  return entriesOf(o, o.input, dim, places)
}

/** `x.unfold(dimension, size, step)`: windows along a dimension, whose entries are a new last one. */
function windows(o: Operation): Value {
  const { input } = o
  const [dim, size, step] = [axisOf(input, o.plain('dimension')), o.plain('size'), o.plain('step')]
  const rank = rankOf(input)
  const length = dim === undefined ? undefined : input?.type?.shape[dim]
  if (dim === undefined || rank === undefined || typeof length !== 'number') return keptPlace(o)
  if (typeof size !== 'number' || typeof step !== 'number') return keptPlace(o)
  const count = Math.floor((length - size) / step) + 1
  if (count < 1 || count > MOST_PARTS) return keptPlace(o)
  const last = [...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== dim), dim]
  const parts = Array.from({ length: count }, (_, at) => {
    const part = of(o, 'Slice', input, { dim, start: at * step, end: at * step + size })
    return dim === rank - 1 ? part : of(o, 'Permute', part, { dims: last })
  })
  return o.node('Stack', { dim }, Object.fromEntries(parts.map((part, at) => [`tensors.${at}`, part])))
}

function keptPlace(o: Operation): Value {
  return o.opaque()[0] ?? UNKNOWN
}
