/** Normalising layers, and LRN. */
import type { SafeTensor } from '../../../formats/safetensors'
import { short, weightOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Constant } from '../values'
import { told } from '../../../../words/tell'

export const normalizationRules: Readonly<Record<string, OnnxRule>> = {
  BatchNormalization: batchNormRule,
  InstanceNormalization: instanceNormRule,
  LayerNormalization: layerNormRule,
  GroupNormalization: groupNormRule,
  RMSNormalization: rmsNormRule,
  LRN: (site) =>
    void site.layer('LocalResponseNorm', {
      params: {
        size: site.int('size', 1),
        alpha: short(site.number('alpha') ?? 1e-4),
        beta: short(site.number('beta') ?? 0.75),
        k: short(site.number('bias') ?? 1),
      },
    }),
}

function epsilon(site: Site): number {
  return short(site.number('epsilon') ?? 1e-5)
}

/** `BatchNorm2d` for images, by the number of dimensions. */
function rankedType(name: string, site: Site): string {
  const { length } = site.shape()
  const rank = Math.max(1, length - 2)
  if (rank > 3) throw new Unsupported(told('onnx.dimensions', 'it has {{length}} dimensions', { length }))
  return `${name}${rank}d`
}

function batchNormRule(site: Site): void {
  const [weight, bias, mean, variance] = ['weight', 'bias', 'mean', 'variance'].map((what, index) =>
    site.weight(index + 1, what),
  )
  // In training mode each batch is normalised by itself.
  const trains = site.int('training_mode', 0) !== 0
  if (site.int('spatial', 1) === 0)
    throw new Unsupported(told('onnx.not_spatial', 'it normalises each place by itself'))
  site.layer(rankedType('BatchNorm', site), {
    params: {
      eps: epsilon(site),
      momentum: Number((1 - (site.number('momentum') ?? 0.9)).toPrecision(6)),
      ...(trains ? { track_running_stats: false } : {}),
    },
    weights: {
      weight: weightOf(weight!),
      bias: weightOf(bias!),
      ...(trains
        ? {}
        : {
            running_mean: weightOf(mean!),
            running_var: weightOf(variance!),
            num_batches_tracked: { dtype: 'I64' as const, shape: [], values: Int32Array.of(0) },
          }),
    },
    named: weight!.name,
  })
}

function instanceNormRule(site: Site): void {
  const [weight, bias] = [site.weight(1, 'weight'), site.weight(2, 'bias')]
  const affine = !isAll(weight, 1) || !isAll(bias, 0)
  site.layer(rankedType('InstanceNorm', site), {
    params: { eps: epsilon(site), affine },
    ...(affine ? { weights: { weight: weightOf(weight), bias: weightOf(bias) } } : {}),
    named: weight.name,
  })
}

export function isAll(constant: Constant, value: number): boolean {
  return constant.values.every((each) => each === value)
}

function layerNormRule(site: Site): void {
  const weight = site.weight(1, 'weight')
  const bias = site.has(2) ? site.weight(2, 'bias') : undefined
  const shape = normalizedShape(site, weight)
  site.layer('LayerNorm', {
    params: {
      normalized_shape: shape.length === 1 ? shape[0] : shape,
      eps: epsilon(site),
      bias: bias !== undefined,
    },
    weights: {
      weight: weightOf(weight, shape),
      ...(bias === undefined ? {} : { bias: weightOf(bias, shape) }),
    },
    named: weight.name,
  })
}

function rmsNormRule(site: Site): void {
  const weight = site.weight(1, 'weight')
  const shape = normalizedShape(site, weight)
  site.layer('RMSNorm', {
    params: { normalized_shape: shape.length === 1 ? shape[0] : shape, eps: epsilon(site) },
    weights: { weight: weightOf(weight, shape) },
    named: weight.name,
  })
}

/** The dimensions from the axis on, which the weight must fill. */
function normalizedShape(site: Site, weight: Constant): number[] {
  const shape = site.type()?.shape
  const axis = site.int('axis', -1)
  const sizes = shape?.slice(axis) ?? weight.shape
  const numbers = sizes.filter((size) => typeof size === 'number')
  const count = numbers.reduce((product, size) => product * size, 1)
  if (numbers.length < sizes.length || count !== weight.values.length)
    throw new Unsupported(
      told('onnx.weight_per_place', 'its weight has not one value for each place that it normalises'),
    )
  return numbers
}

function groupNormRule(site: Site): void {
  const channels = site.shape()[1]
  if (typeof channels !== 'number')
    throw new Unsupported(told('onnx.channels_not_known', 'the number of its channels is not known'))
  const groups = site.int('num_groups', 1)
  const weight = site.weight(1, 'weight')
  site.layer('GroupNorm', {
    params: { num_groups: groups, eps: epsilon(site) },
    weights: { weight: perChannel(weight, channels), bias: perChannel(site.weight(2, 'bias'), channels) },
    named: weight.name,
  })
}

/** Before opset 21 there was one value for each group. */
function perChannel(constant: Constant, channels: number): SafeTensor {
  const each = channels / constant.values.length
  if (!Number.isInteger(each))
    throw new Unsupported(told('onnx.weight_per_channel', 'its weight has not one value for each channel'))
  const values = Float32Array.from(
    { length: channels },
    (_, index) => constant.values[Math.floor(index / each)] ?? 0,
  )
  return { dtype: 'F32', shape: [channels], values }
}
