/** The larger and smaller of values, and where the largest of a dimension lies. */
import { short } from '../constants'
import { besideBatch } from '../fixed-batch'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { told } from '../../../../words/tell'

export const extremeRules: Readonly<Record<string, OnnxRule>> = {
  Max: (site) => chosenOfAll(site, 'gt', 'min'),
  Min: (site) => chosenOfAll(site, 'lt', 'max'),
  ArgMax: (site) => placeRule(site, 'Max'),
  ArgMin: (site) => placeRule(site, 'Min'),
}

/** Of several tensors in each place the one that compares so; a number is a bound. */
function chosenOfAll(site: Site, operator: 'gt' | 'lt', bound: 'min' | 'max'): void {
  const { length } = site.node.inputs
  const shape = site.type(site.node.inputs.findIndex((_, index) => site.constant(index) === undefined))?.shape
  const numbers = site.node.inputs.map((_, index) => numberAt(site, index))
  const computed = numbers.flatMap((number, index) => (number === undefined ? [index] : []))
  const wires = (computed.length > 0 ? computed : [0]).map((index) => besideBatch(site, index, shape))
  const [first, ...others] = wires
  if (first === undefined || length === 0)
    throw new Unsupported(told('onnx.input_missing', 'an input is missing'))
  let best: Wire = first
  for (const other of others) {
    const condition = site.add('Compare', { params: { operator }, inputs: { input: best, other } })
    best = site.add('Where', { inputs: { condition, input: best, other } })
  }
  for (const [index, number] of numbers.entries())
    if (number !== undefined && (computed.length > 0 || index > 0))
      best = site.add('Clamp', { params: { [bound]: short(number) }, inputs: { input: best } })
  site.give(best)
}

/** One number for all places, which does not widen the others. */
function numberAt(site: Site, index: number): number | undefined {
  const constant = site.constant(index)
  const [value] = constant?.values ?? []
  return constant?.shape.every((size) => size === 1) === true &&
    constant.shape.length <= 1 &&
    value !== undefined &&
    Number.isFinite(value)
    ? value
    : undefined
}

/** The first of equal ones, as PyTorch has it. */
function placeRule(site: Site, type: 'Max' | 'Min'): void {
  if (site.int('select_last_index', 0) !== 0)
    throw new Unsupported(told('onnx.last_of_equals', 'it takes the last of equal values'))
  const keepdim = site.int('keepdims', 1) !== 0
  const input = site.wire(0)
  const float =
    input.type === null || input.type.dtype === 'float32' ? input : site.add('To', { inputs: { input } })
  const { indices } = site.addAll(type, {
    params: { dim: site.int('axis', 0), ...(keepdim ? { keepdim } : {}) },
    inputs: { input: float },
  })
  if (indices !== undefined) site.give(indices)
}
