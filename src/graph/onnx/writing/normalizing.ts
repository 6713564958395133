/** How the normalising layers are written. */
import type { Shape } from '../../types/dims'
import { float } from '../attribute-value'
import { filled, perChannel } from './forms'
import { axesBetween, fixed } from './onnx-node'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

interface Statistics {
  eps: number
  affine: boolean
  track_running_stats: boolean
}

/** Weight and bias of each channel; ones and zeros where nothing is learned. */
function scaleAndShift(node: OnnxNode<unknown>, affine: boolean, channels: number): [Value, Value] {
  if (affine) return [node.parameter('weight'), node.parameter('bias')]
  return [filled(node, channels, 1, 'weight'), filled(node, channels, 0, 'bias')]
}

/** By the running statistics, or by those of the batch where none are kept. */
export function batchNorm(node: OnnxNode<Statistics>): Value {
  const shape = node.shape()
  if (!node.params.track_running_stats) return byBatch(node, shape)
  return byRunning(node, node.input(), shape)
}

function byRunning(node: OnnxNode<Statistics>, value: Value, shape: Shape): Value {
  const { affine, eps } = node.params
  const [scale, shift] = scaleAndShift(node, affine, fixed(shape[1]))
  const statistics = [node.parameter('running_mean'), node.parameter('running_var')]
  return node.op('BatchNormalization', [value, scale, shift, ...statistics], { epsilon: float(eps) })
}

function byBatch(node: OnnxNode<Statistics>, shape: Shape): Value {
  const axes = [0, ...axesBetween(2, shape.length)]
  const normalised = standardised(node, node.input(), axes, node.params.eps)
  if (!node.params.affine) return normalised
  const [scale, shift] = ['weight', 'bias'].map((name) =>
    perChannel(node, node.parameter(name), shape.length),
  )
  return node.op('Add', [node.op('Mul', [normalised, scale]), shift])
}

/** (x − mean) / √(variance + eps) over some dimensions. */
function standardised(node: OnnxNode<unknown>, value: Value, axes: readonly number[], eps: number): Value {
  const over = node.ints(axes, 'axes')
  const centred = node.op('Sub', [value, node.op('ReduceMean', [value, over])])
  const variance = node.op('ReduceMean', [node.op('Mul', [centred, centred]), over])
  return node.op('Div', [centred, node.op('Sqrt', [node.op('Add', [variance, node.number(eps, 'eps')])])])
}

/** `rank`: of a batch. */
export function instanceNorm(rank: 3 | 4 | 5): (node: OnnxNode<Statistics>) => Value {
  return (node) =>
    node.batched(rank, (value, shape) => {
      if (node.params.track_running_stats) return byRunning(node, value, shape)
      const { affine, eps } = node.params
      const [scale, shift] = scaleAndShift(node, affine, fixed(shape[1]))
      return node.op('InstanceNormalization', [value, scale, shift], { epsilon: float(eps) })
    })
}

/** Each group as one channel of InstanceNormalization. */
export function groupNorm(node: OnnxNode<{ num_groups: number; eps: number; affine: boolean }>): Value {
  const { num_groups: groups, affine, eps } = node.params
  const shape = node.shape()
  const grouped = node.op('Reshape', [node.input(), node.ints([0, groups, -1], 'groups')])
  const normalised = node.op(
    'InstanceNormalization',
    [grouped, filled(node, groups, 1, 'ones'), filled(node, groups, 0, 'zeros')],
    { epsilon: float(eps) },
  )
  const back = node.reshape(normalised, [shape[0] ?? 1, groups, -1], shape)
  if (!affine) return back
  const [scale, shift] = ['weight', 'bias'].map((name) =>
    perChannel(node, node.parameter(name), shape.length),
  )
  return node.op('Add', [node.op('Mul', [back, scale]), shift])
}

/** Over the last `count` dimensions. */
export function layerNorm(
  node: OnnxNode<unknown>,
  value: Value,
  { count, eps, weight, bias }: { count: number; eps: number; weight: Value; bias?: Value | undefined },
): Value {
  return node.op('LayerNormalization', [value, weight, bias], { axis: -count, epsilon: float(eps) })
}

/** x / √(mean of x² + eps) over the last dimensions. */
export function rmsNorm(
  node: OnnxNode<unknown>,
  value: Value,
  { count, eps, weight }: { count: number; eps: number; weight?: Value | undefined },
): Value {
  const axes = node.ints(
    axesBetween(0, count).map((axis) => axis - count),
    'axes',
  )
  const square = node.op('ReduceMean', [node.op('Mul', [value, value]), axes])
  const root = node.op('Sqrt', [node.op('Add', [square, node.number(eps, 'eps')])])
  const scaled = node.op('Div', [value, root])
  return weight === undefined ? scaled : node.op('Mul', [scaled, weight])
}

interface LocalResponse {
  size: number
  alpha: number
  beta: number
  k: number
}

/** LRN counts the window of an even size from the other end, and runtimes know it for images only; else it is pooled. */
export function localResponseNorm(node: OnnxNode<LocalResponse>): Value {
  const { size, alpha, beta, k } = node.params
  const shape = node.shape()
  const value = node.input()
  // onnxruntime takes no factor or exponent of 0 or below.
  if (shape.length === 4 && size % 2 === 1 && alpha > 0 && beta > 0)
    return node.op('LRN', [value], { size, alpha: float(alpha), beta: float(beta), bias: float(k) })
  const rest = shape.slice(2).map(fixed)
  const flat = [shape[0] ?? 1, 1, fixed(shape[1]), rest.reduce((product, length) => product * length, 1)]
  const means = node.op('AveragePool', [node.reshape(node.op('Mul', [value, value]), shape, flat)], {
    kernel_shape: [size, 1],
    strides: [1, 1],
    pads: [Math.floor(size / 2), 0, Math.floor((size - 1) / 2), 0],
    count_include_pad: 1,
  })
  const scaled = node.op('Mul', [node.reshape(means, flat, shape), node.number(alpha, 'alpha')])
  const divisor = node.op('Pow', [node.op('Add', [scaled, node.number(k, 'k')]), node.number(beta, 'beta')])
  return node.op('Div', [value, divisor])
}

/** LRN counts other neighbours than PyTorch does here: their sums are a convolution. */
export function crossMapNorm(node: OnnxNode<LocalResponse>): Value {
  const { size, alpha, beta, k } = node.params
  const channels = fixed(node.shape()[1])
  const reach = Math.floor((size - 1) / 2)
  const counts = Array.from({ length: channels * channels }, (_, i) => {
    const [to, from] = [Math.floor(i / channels), i % channels]
    return Math.abs(from - to) <= reach || (from === 0 && to > reach) ? 1 : 0
  })
  const value = node.input()
  const neighbours = node.floats(counts, [channels, channels, 1, 1], 'neighbours')
  const sums = node.op('Conv', [node.op('Mul', [value, value]), neighbours])
  const scaled = node.op('Mul', [sums, node.number(alpha / size, 'alpha')])
  const divisor = node.op('Pow', [node.op('Add', [scaled, node.number(k, 'k')]), node.number(beta, 'beta')])
  return node.op('Div', [value, divisor])
}
