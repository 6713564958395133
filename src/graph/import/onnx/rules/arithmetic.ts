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
  Neg: (site) =>
    void site.layer('Mul', {
      inputs: { input: site.wire(0), other: site.add('Constant', { params: { value: -1 } }) },
    }),
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

function reduceRule(site: Site, type: 'Mean' | 'Sum' | 'Amax' | 'Amin'): void {
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
  site.layer(type, { params: { dim, ...(keep ? { keepdim: true } : {}) } })
}
