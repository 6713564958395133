/** Arithmetic on each value, between tensors, and over dimensions. */
import { short } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import { layerNormFrom } from './normalization-patterns'
import { erfGelu } from './activation-patterns'
import { pooledOver } from './pools'
import { told } from '../../../../words/tell'

const binary =
  (type: string): OnnxRule =>
  (site) =>
    void site.layer(type, { inputs: { input: site.wire(0), other: site.wire(1) } })

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
  Sum: sumRule,
  Max: (site) => {
    if (site.node.inputs.length > 1)
      throw new Unsupported(told('onnx.larger_of_several', 'it takes the larger of several values'))
    site.give(site.value(0))
  },
  Sqrt: plain('Sqrt'),
  Exp: plain('Exp'),
  Log: plain('Log'),
  Abs: plain('Abs'),
  Reciprocal: (site) => void site.layer('Pow', { params: { exponent: -1 } }),
  ...Object.fromEntries(
    ['Neg', 'Sin', 'Cos', 'Erf', 'Sign', 'Floor', 'Round'].map((type) => [type, plain(type)]),
  ),
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
    if (exponent?.values.length !== 1)
      throw new Unsupported(told('onnx.exponent_computed', 'its exponent is computed'))
    site.layer('Pow', { params: { exponent: short(exponent.values[0] ?? 1) } })
  },
  ReduceMean: (site) => {
    if (!layerNormFrom(site)) reduceRule(site, 'Mean')
  },
  ReduceSum: (site) => reduceRule(site, 'Sum'),
  ReduceMax: (site) => reduceRule(site, 'Amax'),
  ReduceMin: (site) => reduceRule(site, 'Amin'),
}

function sumRule(site: Site): void {
  let total = site.wire(0)
  for (let index = 1; index < site.node.inputs.length; index++)
    total = site.add('Add', { inputs: { input: total, other: site.wire(index) } })
  site.give(total)
}

function reduceRule(
  site: Site,
  type: 'Mean' | 'Sum' | 'Amax' | 'Amin' | 'Norm',
  more: Readonly<Record<string, unknown>> = {},
): void {
  const { length: rank } = site.shape()
  const given = site.intsOf('axes', 1)
  if (given === undefined && site.has(1))
    throw new Unsupported(told('onnx.reduced_computed', 'the dimensions that it reduces are computed'))
  if (given === undefined && site.int('noop_with_empty_axes', 0) !== 0) return site.give(site.value(0))
  const axes = (given ?? Array.from({ length: rank }, (_, axis) => axis)).map((axis) =>
    axis < 0 ? axis + rank : axis,
  )
  const keep = site.int('keepdims', 1) !== 0
  const pool = type === 'Mean' ? 'AdaptiveAvgPool' : type === 'Amax' ? 'AdaptiveMaxPool' : undefined
  const pooled = pool === undefined ? undefined : pooledOver(site, pool, axes, keep)
  if (pooled !== undefined) return site.give(pooled)
  const dim = axes.length === 1 ? axes[0] : axes
  site.layer(type, { params: { dim, ...(keep ? { keepdim: true } : {}), ...more } })
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
