import { ones, zeros } from '../../core/create'
import type { Shape } from '../../core/shape'
import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { groupNorm, layerNorm, rmsNorm } from '../../ops/layer-norm'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { Parameter } from '../parameter'
import { floatText, pythonText } from '../text'

export interface LayerNormOptions {
  /** Added to the variance; default 1e-5. */
  eps?: number
  /** Learn a weight and a bias; default true. */
  elementwiseAffine?: boolean
  /** Learn a bias where `elementwiseAffine` holds; default true. */
  bias?: boolean
}

/**
 * Each sample brought to mean 0 and variance 1 over its last dimensions: (x − mean) / √(variance + eps) · weight + bias.
 *
 * Shape: (*, normalized_shape) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module {
  weight: Parameter | null = null
  bias: Parameter | null = null
  readonly normalizedShape: Shape
  readonly eps: number
  readonly elementwiseAffine: boolean

  constructor(
    normalizedShape: number | Shape,
    { eps = 1e-5, elementwiseAffine = true, bias = true }: LayerNormOptions = {},
  ) {
    super()
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape]
    this.eps = eps
    this.elementwiseAffine = elementwiseAffine
    if (elementwiseAffine) this.weight = new Parameter(ones(this.normalizedShape))
    if (elementwiseAffine && bias) this.bias = new Parameter(zeros(this.normalizedShape))
  }

  override forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, this.weight, this.bias, this)
  }

  override extraRepr(): string {
    return (
      `${pythonText(this.normalizedShape)}, eps=${floatText(this.eps)}, ` +
      `elementwise_affine=${pythonText(this.elementwiseAffine)}, bias=${pythonText(this.bias !== null)}`
    )
  }
}

export interface GroupNormOptions {
  /** Added to the variance; default 1e-5. */
  eps?: number
  /** Learn a weight and a bias for each channel; default true. */
  affine?: boolean
  /** Learn a bias where `affine` holds; default true. */
  bias?: boolean
}

/**
 * The channels of each sample brought to mean 0 and variance 1 in groups.
 *
 * Shape: (N, C, *) → the same.
 * Errors: `num_channels (4) must be divisible by num_groups (3)`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
export class GroupNorm extends Module {
  weight: Parameter | null = null
  bias: Parameter | null = null
  readonly eps: number
  readonly affine: boolean

  constructor(
    readonly numGroups: number,
    readonly numChannels: number,
    { eps = 1e-5, affine = true, bias = true }: GroupNormOptions = {},
  ) {
    super()
    if (numChannels % numGroups !== 0)
      throw new ValueError(`num_channels (${numChannels}) must be divisible by num_groups (${numGroups})`)
    this.eps = eps
    this.affine = affine
    if (affine) this.weight = new Parameter(ones([numChannels]))
    if (affine && bias) this.bias = new Parameter(zeros([numChannels]))
  }

  override forward(x: Tensor): Tensor {
    return groupNorm(x, this.numGroups, this.weight, this.bias, this)
  }

  override extraRepr(): string {
    return (
      `${this.numGroups}, ${this.numChannels}, eps=${floatText(this.eps)}, ` +
      `affine=${pythonText(this.affine)}, bias=${pythonText(this.bias !== null)}`
    )
  }
}

export interface RMSNormOptions {
  /** Added to the mean square; default: 1.19e-7, the distance from 1 to the next float. */
  eps?: number | null
  /** Learn a weight; default true. */
  elementwiseAffine?: boolean
}

/**
 * Each sample divided by the root of its mean square over the last dimensions: x / √(mean(x²) + eps) · weight.
 *
 * Shape: (*, normalized_shape) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html
 */
export class RMSNorm extends Module {
  weight: Parameter | null = null
  readonly normalizedShape: Shape
  readonly eps: number | null
  readonly elementwiseAffine: boolean

  constructor(
    normalizedShape: number | Shape,
    { eps = null, elementwiseAffine = true }: RMSNormOptions = {},
  ) {
    super()
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape]
    this.eps = eps
    this.elementwiseAffine = elementwiseAffine
    if (elementwiseAffine) this.weight = new Parameter(ones(this.normalizedShape))
  }

  override forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, this.weight, this)
  }

  override extraRepr(): string {
    const eps = this.eps === null ? 'None' : floatText(this.eps)
    return `${pythonText(this.normalizedShape)}, eps=${eps}, elementwise_affine=${pythonText(this.elementwiseAffine)}`
  }
}

/** How a graph makes and runs them. */
export const layerNormBuilders = {
  LayerNorm: builder<{ normalized_shape: number | number[] }>({
    module: ({ normalized_shape: shape, ...rest }) => new LayerNorm(shape, camelOptions(rest)),
  }),
  RMSNorm: builder<{ normalized_shape: number | number[] }>({
    module: ({ normalized_shape: shape, ...rest }) => new RMSNorm(shape, camelOptions(rest)),
  }),
  GroupNorm: builder<{ num_groups: number; num_channels: number }>({
    module: ({ num_groups: groups, num_channels: channels, ...rest }) =>
      new GroupNorm(groups, channels, camelOptions(rest)),
  }),
}
