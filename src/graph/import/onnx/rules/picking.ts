/** Operators that take parts of a tensor. */
import { BATCH, ratioOfDims } from '../../../types/dims'
import type { Dim } from '../../../types/dims'
import { added } from '../added'
import { weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { reshaped } from './reshaped'
import { told } from '../../../../words/tell'

export const pickingRules: Readonly<Record<string, OnnxRule>> = {
  Gather: gatherRule,
  Slice: sliceRule,
  Split: splitRule,
}

/** Numbers from here on stand for "to the end". */
const TO_THE_END = 2 ** 31 - 1

function gatherRule(site: Site): void {
  const table = site.constant(0)
  const axis = site.int('axis', 0)
  if (table?.shape.length === 2 && table.dtype === 'float32' && axis === 0) {
    const [rows, width] = table.shape
    site.layer('Embedding', {
      inputs: { input: site.wire(1) },
      params: { num_embeddings: rows, embedding_dim: width },
      weights: { weight: weightOf(table) },
      named: table.name,
    })
    return
  }
  if (pickedOfSamples(site)) return
  const places = site.constant(1)
  if (places === undefined || places.values.length === 0)
    throw new Unsupported(told('onnx.places_computed', 'it picks by computed places'))
  const shape = site.shape()
  const dim = axis < 0 ? axis + shape.length : axis
  const [first = 0] = places.values
  if (places.shape.length === 0) return void site.layer('Select', { params: { dim, index: first } })
  const picked = pieces(site, dim, stretchesOf(places.values, shape[dim]))
  if (places.shape.length === 1) return site.give(picked)
  const to = [...shape.slice(0, dim), ...places.shape, ...shape.slice(dim + 1)]
  site.give(reshaped(site, picked, picked.type?.shape ?? to, to))
}

/** Of all values in a row those of each sample at the same places of its own: what is left of strides. → whether it was taken in */
function pickedOfSamples(site: Site): boolean {
  const places = site.value(1)
  const [total, ...more] = site.shape()
  if (places.kind !== 'places' || more.length > 0 || total === undefined) return false
  const { axis, base, step } = places
  const count = ratioOfDims(total, [BATCH])
  const own = Array.from(base.items)
  const fits = step.items.every((each) => each === count) && own.every((at) => at >= 0 && at < (count ?? 0))
  if (count === undefined || !fits || axis !== 0) return false
  const { builder } = site.reading
  const rows = reshaped(site, site.wire(0), [total], [BATCH, count])
  const all = own.length === count && own.every((place, at) => place === at)
  const picked = all ? rows : pieces(site, 1, stretchesOf(own, count), rows)
  const shape = base.shape.map((size, at) => (at === 0 ? -1 : size))
  site.give(added(builder, 'Reshape', picked, { shape }))
  return true
}

interface Stretch {
  start: number
  end: number
  step: number
}

/** More pieces than that make no graph that a person reads. */
const MOST_PIECES = 64

/** Places as runs of equal steps forwards. */
function stretchesOf(values: ArrayLike<number>, size: Dim | undefined): Stretch[] {
  const places = Array.from(values, (place) => (place < 0 && typeof size === 'number' ? place + size : place))
  const runs: number[][] = []
  for (const place of places) {
    const run = runs.at(-1)
    const step = run === undefined || run.length < 2 ? undefined : run[1]! - run[0]!
    const next = run === undefined ? 0 : place - run.at(-1)!
    if (run !== undefined && next > 0 && (step === undefined || step === next)) run.push(place)
    else runs.push([place])
  }
  if (runs.length > MOST_PIECES)
    throw new Unsupported(told('onnx.no_stretch', 'it picks places that are no stretch'))
  return runs.map((run) => ({
    start: run[0]!,
    end: run.at(-1)! + 1,
    step: run.length < 2 ? 1 : run[1]! - run[0]!,
  }))
}

function pieces(site: Site, dim: number, stretches: readonly Stretch[], input: Wire = site.wire(0)): Wire {
  const { builder } = site.reading
  const size = input.type?.shape[dim]
  if (stretches.some(({ start }) => start < 0))
    throw new Unsupported(told('onnx.no_stretch', 'it picks places that are no stretch'))
  const wires = stretches.map(({ start, end, step }) =>
    start === 0 && end === size && step === 1
      ? input
      : added(builder, 'Slice', input, { dim, start, end, step }),
  )
  const [only, ...more] = wires
  if (only !== undefined && more.length === 0) return only
  const inputs = Object.fromEntries(wires.map((wire, index) => [`tensors.${index}`, wire]))
  return site.add('Cat', { inputs, params: { dim } })
}

function sliceRule(site: Site): void {
  const [starts, ends] = [site.intsOf('starts', 1), site.intsOf('ends', 2)]
  if (starts === undefined || ends === undefined)
    throw new Unsupported(told('onnx.cut_computed', 'where it cuts is computed'))
  const { length: rank } = site.shape()
  const axes = site.intsOf('axes', 3) ?? starts.map((_, index) => index)
  const steps = site.has(4) ? site.numbers(4) : []
  let wire = site.wire(0)
  axes.forEach((axis, index) => {
    const step = steps?.[index] ?? 1
    if (step < 1) throw new Unsupported(told('onnx.backwards', 'it goes backwards'))
    const [start, end] = [starts[index] ?? 0, ends[index] ?? TO_THE_END]
    const params = {
      dim: axis < 0 ? axis + rank : axis,
      start: start === 0 ? null : start,
      end: end >= TO_THE_END ? null : end,
      step,
    }
    if (params.start !== null || params.end !== null || step !== 1)
      wire = site.add('Slice', { inputs: { input: wire }, params })
  })
  site.give(wire)
}

function splitRule(site: Site): void {
  const shape = site.shape()
  const axis = site.int('axis', 0)
  const dim = axis < 0 ? axis + shape.length : axis
  const count = site.node.outputs.length
  const sizes = site.intsOf('split', 1) ?? evenly(shape[dim], count)
  const wires = site.addAll('Split', {
    inputs: { input: site.wire(0) },
    params: { split_size_or_sections: sizes, dim },
  })
  Object.values(wires).forEach((wire, index) => site.give(wire, index))
}

/** The last part is smaller where it does not come out even. */
function evenly(length: number | string | undefined, count: number): number[] {
  if (typeof length !== 'number') throw new Unsupported(told('onnx.batch_split', 'it splits the batch'))
  const each = Math.ceil(length / count)
  return Array.from({ length: count }, (_, index) => Math.min(each, length - index * each))
}
