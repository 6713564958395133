/** Operators that take parts of a tensor. */
import { weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
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
  const places = site.constant(1)
  const [first] = places?.values ?? []
  if (places === undefined || first === undefined || places.shape.length > 1)
    throw new Unsupported(told('onnx.places_computed', 'it picks by computed places'))
  const { length: rank } = site.shape()
  const dim = axis < 0 ? axis + rank : axis
  if (places.shape.length === 0) return void site.layer('Select', { params: { dim, index: first } })
  if (!places.values.every((place, index) => place === first + index) || first < 0)
    throw new Unsupported(told('onnx.no_stretch', 'it picks places that are no stretch'))
  site.layer('Slice', { params: { dim, start: first, end: first + places.values.length } })
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
