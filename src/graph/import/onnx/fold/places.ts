/** Tables that are alike for each sample, or count the samples: what exporters write to pick values of each sample. */
import { BATCH } from '../../../types/dims'
import { itemsOf } from '../items'
import type { Items, NumberItems } from '../items'
import { isNumbers } from '../items'
import type { Site } from '../site'
import type { Places, Value } from '../values'
import { axisIn, countOf, placesIn } from './broadcasting'
import type { Fold } from './fold-definition'

type Folds = Readonly<Record<string, Fold>>

/** The value of a node of which an input counts the samples or is alike for each; undefined: it is another node. */
export function placesFold(site: Site, folds: Folds): Value | undefined {
  const { op, inputs } = site.node
  if (op === 'Range') return countedSamples(site)
  if (op === 'Expand') return spread(site)
  const values = inputs.map((name) => (name === '' ? undefined : site.reading.value(name)))
  if (!values.some((value) => value?.kind === 'places')) return undefined
  if (op === 'Identity') return values[0]
  if (op === 'GatherND') return pickedRows(site)
  if (op === 'Max') return onlyShape(values) ?? bothFolded(site, values, folds)
  return bothFolded(site, values, folds)
}

/** 0, 1, …: one for each sample. */
function countedSamples(site: Site): Places | undefined {
  const [start, limit, delta] = [0, 1, 2].map((index) => itemsOf(site.value(index))?.items[0])
  if (start !== 0 || limit !== BATCH || delta !== 1) return undefined
  return { kind: 'places', axis: 0, base: table([1], 0), step: table([1], 1) }
}

function table(shape: readonly number[], value: number): NumberItems {
  return { shape, items: new Float64Array(countOf(shape)).fill(value), dtype: 'int64' }
}

/** Repeated for each sample, or in other dimensions. */
function spread(site: Site): Places | undefined {
  const value = site.value(0)
  const sizes = itemsOf(site.value(1))
  if (sizes === undefined || (value.kind !== 'places' && value.kind !== 'constant')) return undefined
  // What is learned stays a tensor of its own.
  if (value.kind === 'constant' && value.dtype === 'float32') return undefined
  const wanted = Array.from(sizes.items)
  const own = value.kind === 'places' ? value.base : itemsOf(value)
  if (own === undefined || !isNumbers(own) || wanted.length < own.shape.length) return undefined
  const lead = wanted.length - own.shape.length
  const axis = value.kind === 'places' ? value.axis + lead : wanted.indexOf(BATCH)
  const shape = wanted.map((size, at) => {
    const from = own.shape[at - lead] ?? 1
    return at === axis || size === 1 ? from : size
  })
  const numbers = shape.filter((size) => typeof size === 'number')
  const fits = numbers.every((size, at) => [1, size].includes(own.shape[at - lead] ?? 1))
  if (axis < 0 || numbers.length < shape.length || numbers[axis] !== 1 || !fits) return undefined
  if (!site.reading.spend(countOf(numbers))) return undefined
  const wide = (from: NumberItems): NumberItems => {
    const place = placesIn(from.shape, numbers)
    return {
      ...from,
      shape: numbers,
      items: table(numbers, 0).items.map((_, at) => from.items[place(at)] ?? 0),
    }
  }
  return {
    kind: 'places',
    axis,
    base: wide(own),
    step: value.kind === 'places' ? wide(value.step) : table(numbers, 0),
  }
}

/** Operators after which what was added for each sample is as they would make it: they only move values, or add them. */
const LINEAR: readonly string[] = ['Unsqueeze', 'Concat', 'Add', 'Sub', 'Cast']
/** Operators of which only tables that are alike for each sample are known. */
const ALIKE: readonly string[] = [
  'Mul', 'Div', 'Mod', 'Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual', 'And', 'Or', 'Xor', 'Not', 'Where', 'Neg', 'Abs',
  'Clip', 'Min', 'Max', 'Slice', 'CumSum',
] // prettier-ignore

/** The operator on what tables hold for the first sample, and on what each next one adds. */
function bothFolded(site: Site, values: readonly (Value | undefined)[], folds: Folds): Places | undefined {
  const { op } = site.node
  const fold = Object.hasOwn(folds, op) ? folds[op] : undefined
  const scales = op === 'Mul' && values.filter((value) => value?.kind === 'places').length === 1
  const still = values.every(
    (value) => value?.kind !== 'places' || value.step.items.every((each) => each === 0),
  )
  if (fold === undefined || (!LINEAR.includes(op) && !scales && !(still && ALIKE.includes(op))))
    return undefined
  const axis = axisAfter(site, values)
  if (axis === undefined) return undefined
  const base = fold(
    site,
    values.map((value) => ofFirst(value)),
  )
  const step = fold(
    site,
    values.map((value) => (scales ? ofFirst(value, true) : ofNext(op, value))),
  )
  if (base === undefined || step === undefined || !('items' in base) || !('items' in step)) return undefined
  if (
    !isNumbers(base) ||
    !isNumbers(step) ||
    base.shape[axis] !== 1 ||
    step.shape.join() !== base.shape.join()
  )
    return undefined
  return { kind: 'places', axis, base, step: still ? { ...step, items: step.items.fill(0) } : step }
}

function ofFirst(value: Value | undefined, next = false): Items | undefined {
  return value?.kind === 'places' ? (next ? value.step : value.base) : itemsOf(value)
}

/** A constant beside tables adds nothing for the next sample; what says axes and bounds stays as it is. */
function ofNext(op: string, value: Value | undefined): Items | undefined {
  if (value?.kind === 'places') return value.step
  const items = itemsOf(value)
  const counts = op === 'Add' || op === 'Sub' || op === 'Concat'
  return counts && items ? table(items.shape, 0) : items
}

/** Where the samples lie in the result; undefined where the operator goes over them, or they lie differently. */
function axisAfter(site: Site, values: readonly (Value | undefined)[]): number | undefined {
  const { op } = site.node
  const tables = values.flatMap((value) => (value?.kind === 'places' ? [value] : []))
  const [first] = tables
  if (first === undefined) return undefined
  const rank = first.base.shape.length
  if (op === 'Unsqueeze') {
    const given = site.intsOf('axes', 1) ?? []
    const added = new Set(given.map((each) => axisIn(each, rank + given.length)))
    return Array.from({ length: rank + given.length }, (_, at) => at).filter((at) => !added.has(at))[
      first.axis
    ]
  }
  const along: Readonly<Record<string, readonly number[]>> = {
    Concat: [site.int('axis', 0)],
    CumSum: site.numbers(1) ?? [],
    Slice: site.intsOf('axes', 3) ?? [],
  }
  if ((along[op] ?? []).some((each) => axisIn(each, rank) === first.axis)) return undefined
  // From the last dimension on, as they are laid over each other.
  const shapes = values.flatMap((value) => {
    const shape = ofFirst(value)?.shape
    return shape === undefined || ['Slice', 'CumSum', 'Clip'].includes(op) ? [] : [shape]
  })
  const most = Math.max(rank, ...shapes.map((shape) => shape.length))
  const behind = rank - first.axis
  if (tables.some(({ axis, base }) => base.shape.length - axis !== behind)) return undefined
  return op === 'Concat' && tables.length < values.length ? undefined : most - behind
}

/** Of a larger-of-two only the shape is asked for. */
function onlyShape(values: readonly (Value | undefined)[]): Places | undefined {
  const [counted, other] = values
  if (counted?.kind !== 'places' || other?.kind !== 'constant') return undefined
  const { axis, base, step } = counted
  if (step.items.every((each) => each === 0) || other.shape.length !== base.shape.length) return undefined
  const shape = base.shape.map((size, at) => Math.max(size, other.shape[at] ?? 1))
  if (shape[axis] !== 1) return undefined
  return { kind: 'places', axis, base: table(shape, Number.NaN), step: table(shape, Number.NaN) }
}

/** Rows of a table that is alike for each sample, each sample's from its own. */
function pickedRows(site: Site): Places | undefined {
  const [data, indices] = [site.value(0), site.value(1)]
  if (data.kind !== 'places' || indices.kind !== 'places' || data.axis !== 0) return undefined
  if (site.int('batch_dims', 0) !== 0 || data.base.shape.length !== indices.base.shape.at(-1))
    return undefined
  const rows = sampleRows(indices, data.base.shape.slice(1))
  if (rows === undefined || !data.step.items.every((each) => each === 0)) return undefined
  const shape = indices.base.shape.slice(0, -1)
  const items = Float64Array.from(rows, (row) => data.base.items[row] ?? 0)
  return {
    kind: 'places',
    axis: indices.axis,
    base: { shape, items, dtype: data.base.dtype },
    step: table(shape, 0),
  }
}

/** For rows of coordinates that begin with the number of the sample: the places that the others name in a sample of that shape. */
export function sampleRows({ base, step }: Places, shape: readonly number[]): number[] | undefined {
  const depth = base.shape.at(-1) ?? 0
  const rows: number[] = []
  for (let row = 0; row < base.items.length / depth; row++) {
    let place = 0
    for (let at = 0; at < depth; at++) {
      const [value, next] = [base.items[row * depth + at] ?? 0, step.items[row * depth + at] ?? 0]
      const size = shape[at - 1] ?? 1
      if (at === 0 ? value !== 0 || next !== 1 : next !== 0 || !(value >= 0 && value < size)) return undefined
      place = at === 0 ? 0 : place * size + value
    }
    rows.push(place)
  }
  return rows
}
