/** Arithmetic on each value, between tensors, and over dimensions. */
import { short } from '../constants'
import { besideBatch } from '../fixed-batch'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { layerNormFrom } from './normalization-patterns'
import { erfGelu } from './activation-patterns'
import { pooledOver } from './pools'
import { told } from '../../../../words/tell'

const binary =
  (type: string): OnnxRule =>
  (site) =>
    void site.layer(type, {
      inputs: {
        input: besideBatch(site, 0, site.type(1)?.shape),
        other: besideBatch(site, 1, site.type(0)?.shape),
      },
    })

const plain =
  (type: string): OnnxRule =>
  (site) =>
    void site.layer(type)

export const arithmeticRules: Readonly<Record<string, OnnxRule>> = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Mul: (site) => {
    if (!erfGelu(site)) binary('Mul')(site)
  },
  Div: (site) => {
    if (!erfGelu(site)) binary('Div')(site)
  },
  Sum: (site) => site.give(summed(site)),
  Mean: (site) => {
    const sum = summed(site)
    site.give(
      site.add('Mul', { inputs: { input: sum, other: numberNode(site, 1 / site.node.inputs.length) } }),
    )
  },
  Sqrt: plain('Sqrt'),
  Exp: plain('Exp'),
  Log: plain('Log'),
  Abs: plain('Abs'),
  Reciprocal: (site) => void site.layer('Pow', { params: { exponent: -1 } }),
  ...Object.fromEntries(
    ['Neg', 'Sin', 'Cos', 'Erf', 'Sign', 'Floor', 'Round'].map((type) => [type, plain(type)]),
  ),
  Ceil: (site) => {
    const below = site.add('Floor', {
      inputs: { input: site.add('Neg', { inputs: { input: site.wire(0) } }) },
    })
    site.layer('Neg', { inputs: { input: below } })
  },
  CumSum: cumsumRule,
  Trilu: (site) => {
    const diagonal = site.has(1) ? site.constant(1)?.values[0] : 0
    if (diagonal === undefined)
      throw new Unsupported(told('onnx.diagonal_computed', 'its diagonal is computed'))
    site.layer(site.int('upper', 1) !== 0 ? 'Triu' : 'Tril', { params: { diagonal } })
  },
  OneHot: oneHotRule,
  ReduceL1: (site) => reduceRule(site, 'Norm', { p: 1 }),
  ReduceL2: (site) => reduceRule(site, 'Norm'),
  Pow: (site) => {
    const exponent = site.constant(1)
    const widens = (exponent?.shape.length ?? 0) > (site.type()?.shape.length ?? 0)
    if (exponent?.values.length !== 1 || widens)
      throw new Unsupported(told('onnx.exponent_computed', 'its exponent is computed'))
    site.layer('Pow', { params: { exponent: short(exponent.values[0] ?? 1) } })
  },
  ReduceMean: (site) => {
    if (!layerNormFrom(site)) reduceRule(site, 'Mean')
  },
  ReduceSum: (site) => reduceRule(site, 'Sum'),
  ReduceMax: (site) => reduceRule(site, 'Amax'),
  ReduceMin: (site) => reduceRule(site, 'Amin'),
  ReduceSumSquare: (site) => {
    const square = site.add('Pow', { params: { exponent: 2 }, inputs: { input: site.wire(0) } })
    reduceRule(site, 'Sum', {}, square)
  },
  ReduceLogSum: (site) => {
    reduceRule(site, 'Sum')
    site.give(site.add('Log', { inputs: { input: site.reading.wire(site.node.outputs[0] ?? '') } }))
  },
}

function summed(site: Site): Wire {
  let total = site.wire(0)
  for (let index = 1; index < site.node.inputs.length; index++)
    total = site.add('Add', { inputs: { input: total, other: site.wire(index) } })
  return total
}

/** One number as a node. */
export function numberNode(site: Site, value: number): Wire {
  const [wire] = Object.values(
    site.reading.builder.add({ type: 'Constant', params: { value: short(value) } }),
  )
  if (wire === undefined)
    throw new Unsupported(told('onnx.no_output', '{{type}} has no output', { type: 'Constant' }))
  return wire
}

function reduceRule(
  site: Site,
  type: 'Mean' | 'Sum' | 'Amax' | 'Amin' | 'Norm',
  more: Readonly<Record<string, unknown>> = {},
  input: Wire = site.wire(0),
): void {
  const { length: rank } = site.shape()
  const given = site.intsOf('axes', 1)
  if (given === undefined && site.has(1))
    throw new Unsupported(told('onnx.reduced_computed', 'the dimensions that it reduces are computed'))
  const none = given === undefined || given.length === 0
  if (none && site.int('noop_with_empty_axes', 0) !== 0) return site.give(input)
  const axes = (none ? Array.from({ length: rank }, (_, axis) => axis) : given).map((axis) =>
    axis < 0 ? axis + rank : axis,
  )
  const keep = site.int('keepdims', 1) !== 0
  const pool = type === 'Mean' ? 'AdaptiveAvgPool' : type === 'Amax' ? 'AdaptiveMaxPool' : undefined
  const pooled = pool === undefined ? undefined : pooledOver(site, pool, axes, keep)
  if (pooled !== undefined) return site.give(pooled)
  const dim = axes.length === 1 ? axes[0] : axes
  site.layer(type, { params: { dim, ...(keep ? { keepdim: true } : {}), ...more }, inputs: { input } })
}

function cumsumRule(site: Site): void {
  const axis = site.constant(1)?.values[0]
  if (axis === undefined || site.int('exclusive', 0) !== 0 || site.int('reverse', 0) !== 0)
    throw new Unsupported(told('onnx.other_sum', 'it sums in another way'))
  site.layer('Cumsum', { params: { dim: axis } })
}

/** 0 and 1 of class numbers, behind all other dimensions. */
function oneHotRule(site: Site): void {
  const depth = site.constant(1)?.values[0]
  const [off, on] = Array.from(site.constant(2)?.values ?? [])
  if (depth === undefined || off !== 0 || on !== 1 || site.int('axis', -1) !== -1)
    throw new Unsupported(told('onnx.other_one_hot', 'it writes other numbers than 0 and 1'))
  const made = site.add('OneHot', { params: { num_classes: depth }, inputs: { input: site.wire(0) } })
  const float = site.constant(2)?.dtype === 'float32'
  site.give(float ? site.add('To', { params: {}, inputs: { input: made } }) : made)
}
