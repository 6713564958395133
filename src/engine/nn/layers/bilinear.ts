import { zeros } from '../../core/create'
import type { Tensor } from '../../core/tensor'
import { bilinear } from '../../ops/bilinear'
import { uniform_ } from '../init'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { Parameter } from '../parameter'
import { pythonText } from '../text'
import type { LinearOptions } from './linear'

/**
 * y_o = Σ_ij x1_i · weight_oij · x2_j + bias_o.
 *
 * Shape: (*, in1_features) and (*, in2_features) → (*, out_features).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module {
  weight: Parameter
  bias: Parameter | null = null

  constructor(
    readonly in1Features: number,
    readonly in2Features: number,
    readonly outFeatures: number,
    { bias = true }: LinearOptions = {},
  ) {
    super()
    this.weight = new Parameter(zeros([outFeatures, in1Features, in2Features]))
    if (bias) this.bias = new Parameter(zeros([outFeatures]))
    this.resetParameters()
  }

  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features)
    uniform_(this.weight, -bound, bound)
    if (this.bias) uniform_(this.bias, -bound, bound)
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias)
  }

  override extraRepr(): string {
    return (
      `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, ` +
      `bias=${pythonText(this.bias !== null)}`
    )
  }
}

/** How a graph makes and runs it. */
export const bilinearBuilders = {
  Bilinear: builder<{ in1_features: number; in2_features: number; out_features: number }>({
    module: ({ in1_features: first, in2_features: second, out_features: outputs, ...rest }) =>
      new Bilinear(first, second, outputs, camelOptions(rest)),
  }),
}
