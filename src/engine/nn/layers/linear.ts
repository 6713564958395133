import { zeros } from '../../core/create'
import type { Tensor } from '../../core/tensor'
import { linear } from '../../ops/linear'
import { resetWeightAndBias } from '../init'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { Parameter } from '../parameter'
import { pythonText } from '../text'

export interface LinearOptions {
  /** Learn a bias; default true. */
  bias?: boolean
}

/**
 * y = x·Wᵀ + b.
 *
 * Shape: (*, in_features) → (*, out_features).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module {
  weight: Parameter
  bias: Parameter | null = null

  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    { bias = true }: LinearOptions = {},
  ) {
    super()
    this.weight = new Parameter(zeros([outFeatures, inFeatures]))
    if (bias) this.bias = new Parameter(zeros([outFeatures]))
    this.resetParameters()
  }

  resetParameters(): void {
    resetWeightAndBias(this.weight, this.bias)
  }

  override forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias)
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${pythonText(this.bias !== null)}`
  }
}

/** How a graph makes and runs it. */
export const linearBuilders = {
  Linear: builder<{ in_features: number; out_features: number }>({
    module: ({ in_features: input, out_features: output, ...rest }) =>
      new Linear(input, output, camelOptions(rest)),
  }),
}
