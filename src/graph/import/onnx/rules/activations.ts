/** Activations, and other operators of one input that keep its shape. */
import { short, weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import { added } from '../added'
import { gatedBy, linearAbove } from './activation-patterns'
import { numberNode } from './arithmetic'
import { reshaped } from './reshaped'
import { told } from '../../../../words/tell'

const plain =
  (type: string): OnnxRule =>
  (site) =>
    void site.layer(type)

const withAlpha =
  (type: string, param: string, alpha: number): OnnxRule =>
  (site) =>
    void site.layer(type, { params: { [param]: short(site.number('alpha') ?? alpha) } })

export const activationRules: Readonly<Record<string, OnnxRule>> = {
  Relu: plain('ReLU'),
  Sigmoid: (site) => {
    if (!gatedBy(site, 'SiLU', [])) site.layer('Sigmoid')
  },
  Tanh: plain('Tanh'),
  Softsign: plain('Softsign'),
  Softplus: (site) => {
    if (!gatedBy(site, 'Mish', ['Tanh'])) site.layer('Softplus', { params: { threshold: linearAbove(site) } })
  },
  HardSwish: plain('Hardswish'),
  Mish: plain('Mish'),
  LeakyRelu: withAlpha('LeakyReLU', 'negative_slope', 0.01),
  Elu: withAlpha('ELU', 'alpha', 1),
  Celu: withAlpha('CELU', 'alpha', 1),
  Selu: (site) => {
    checkNear(site, 'alpha', 1.6732632)
    checkNear(site, 'gamma', 1.050701)
    site.layer('SELU')
  },
  Swish: (site) => {
    checkNear(site, 'alpha', 1)
    site.layer('SiLU')
  },
  HardSigmoid: (site) => {
    const [alpha, beta] = [site.number('alpha') ?? 0.2, site.number('beta') ?? 0.5]
    if (Math.abs(alpha - 1 / 6) > 1e-6 || beta !== 0.5) return clippedLine(site, alpha, beta)
    if (!gatedBy(site, 'Hardswish', [])) site.layer('Hardsigmoid')
  },
  ThresholdedRelu: (site) =>
    void site.layer('Threshold', { params: { threshold: short(site.number('alpha') ?? 1), value: 0 } }),
  Shrink: (site) => {
    const [bias, lambd] = [site.number('bias') ?? 0, short(site.number('lambd') ?? 0.5)]
    if (bias !== 0 && short(bias) !== lambd)
      throw new Unsupported(told('onnx.bias_not_lambd', 'its bias is not its lambd'))
    site.layer(bias === 0 ? 'Hardshrink' : 'Softshrink', { params: { lambd } })
  },
  Gelu: (site) => void site.layer('GELU', { params: { approximate: site.text('approximate', 'none') } }),
  PRelu: (site) => {
    const slope = site.weight(1, 'slope')
    const { length: rank } = site.shape()
    const count = slope.values.length
    // One for each channel lies under dimension 1.
    if (count !== 1 && slope.shape[slope.shape.length - rank + 1] !== count)
      throw new Unsupported(told('onnx.slope_count', 'its slope has not one value for each channel'))
    const weights = { weight: weightOf(slope, [count]) }
    site.layer('PReLU', { params: { num_parameters: count }, weights, named: slope.name })
  },
  Clip: clipRule,
  Softmax: (site) => softmaxRule(site, 'Softmax'),
  LogSoftmax: (site) => softmaxRule(site, 'LogSoftmax'),
  Dropout: (site) => {
    const p = short(site.number('ratio') ?? site.numbers(1)?.[0] ?? 0.5)
    site.layer('Dropout', { params: { p } })
  },
}

function checkNear(site: Site, name: string, usual: number): void {
  if (Math.abs((site.number(name) ?? usual) - usual) > 1e-5)
    throw new Unsupported(told('onnx.attribute', 'its {{name}} is not {{usual}}', { name, usual }))
}

function clipRule(site: Site): void {
  const min = site.number('min') ?? bound(site, 1)
  const max = site.number('max') ?? bound(site, 2)
  if (min === 0 && max === 6) site.layer('ReLU6')
  else if (min === 0 && max === undefined) site.layer('ReLU')
  else if (min !== undefined && max !== undefined && min < max)
    site.layer('Hardtanh', { params: { min_val: short(min), max_val: short(max) } })
  else
    site.layer('Clamp', {
      params: { min: min === undefined ? null : short(min), max: max === undefined ? null : short(max) },
    })
}

/** The largest numbers stand for no bound. */
function bound(site: Site, index: number): number | undefined {
  if (!site.has(index)) return undefined
  const [value] = site.numbers(index) ?? []
  if (value === undefined) throw new Unsupported(told('onnx.bounds_computed', 'its bounds are computed'))
  return Math.abs(value) > 3.4e38 ? undefined : value
}

/** Before opset 13 everything from the axis on was one dimension. */
function softmaxRule(site: Site, type: 'Softmax' | 'LogSoftmax'): void {
  if (site.opset >= 13) return void site.layer(type, { params: { dim: site.int('axis', -1) } })
  const shape = site.shape()
  const axis = site.int('axis', 1)
  const first = axis < 0 ? axis + shape.length : axis
  const tail = shape.slice(first)
  const own = tail.findIndex((size) => size !== 1)
  if (tail.slice(own + 1).every((size) => size === 1))
    return void site.layer(type, { params: { dim: Math.min(first + Math.max(own, 0), shape.length - 1) } })
  const { builder } = site.reading
  const flat = added(builder, 'Flatten', site.wire(0), { start_dim: first, end_dim: -1 })
  const soft = site.add(type, { inputs: { input: flat }, params: { dim: first } })
  site.give(reshaped(site, soft, soft.type?.shape ?? [], shape))
}

/** α·x + β between 0 and 1. */
function clippedLine(site: Site, alpha: number, beta: number): void {
  const scaled = site.add('Mul', { inputs: { input: site.wire(0), other: numberNode(site, alpha) } })
  const input = site.add('Add', { inputs: { input: scaled, other: numberNode(site, beta) } })
  site.layer('Clamp', { inputs: { input }, params: { min: 0, max: 1 } })
}
