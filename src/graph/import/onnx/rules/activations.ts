/** Activations, and other operators of one input that keep its shape. */
import { short, weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import { gatedBy, linearAbove } from './activation-patterns'
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
    if (Math.abs((site.number('alpha') ?? 0.2) - 1 / 6) > 1e-6 || (site.number('beta') ?? 0.5) !== 0.5)
      throw new Unsupported(told('onnx.slope', 'its slope is not that of PyTorch'))
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
    const shape = site.type()?.shape
    const count = slope.values.length
    const channels =
      slope.shape.length > 0 ? slope.shape[Math.max(0, slope.shape.length - ((shape?.length ?? 2) - 1))] : 1
    if (count !== 1 && channels !== count)
      throw new Unsupported(told('onnx.slope_count', 'its slope has not one value for each channel'))
    const weights = { weight: weightOf(slope, [count]) }
    site.layer('PReLU', { params: { num_parameters: count }, weights, named: slope.name })
  },
  Clip: clipRule,
  Softmax: (site) => void site.layer('Softmax', { params: { dim: softmaxAxis(site) } }),
  LogSoftmax: (site) => void site.layer('LogSoftmax', { params: { dim: softmaxAxis(site) } }),
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
function softmaxAxis(site: Site): number {
  if (site.opset >= 13) return site.int('axis', -1)
  const { length: rank, ...shape } = site.shape()
  const axis = site.int('axis', 1)
  const first = axis < 0 ? axis + rank : axis
  for (let later = first + 1; later < rank; later++)
    if (shape[later] !== 1)
      throw new Unsupported(
        told('onnx.several_dimensions', 'it is over several dimensions at once, as before opset 13'),
      )
  return first
}
