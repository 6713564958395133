import type { Tensor } from '../../core/tensor'
import { RuntimeError } from '../../errors'
import { linearCrossEntropy, type LinearCrossEntropyOptions } from '../../ops/loss'
import type { Reduction } from '../../ops/loss-reduction'
import { reshape } from '../../ops/view'
import { Linear } from '../layers/linear'
import { Module } from '../module'
import { builder } from '../node-builder'
import { Buffer } from '../parameter'
import { floatText, pythonText } from '../text'
import { weighted } from './weighted'

export interface LinearCrossEntropyLossOptions extends Omit<LinearCrossEntropyOptions, 'linearBias'> {
  /** Sizes of what has a class each in every sample; default []. */
  outFeatures?: readonly number[]
  /** Learn a bias of the scores; default false. */
  bias?: boolean
}

/**
 * −ln softmax(x·Wᵀ + b)[class]: a Linear layer and CrossEntropyLoss in one.
 *
 * Shape: x (N, in_features) or (in_features); target (N, *out_features) or () with class indices, or (N, C, *out_features) with
 * probabilities → () unless `reduction` is 'none'.
 * Errors: a weight that is not one a class; label smoothing outside [0, 1]; sizes that differ (PyTorch's sentences).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LinearCrossEntropyLoss.html
 */
export class LinearCrossEntropyLoss extends Module {
  weight: Buffer | null = null
  readonly linear: Linear
  readonly outFeatures: readonly number[]
  readonly reduction: Reduction
  readonly ignoreIndex: number | null
  readonly labelSmoothing: number

  constructor(
    inFeatures: number,
    readonly numClasses: number,
    options: LinearCrossEntropyLossOptions = {},
  ) {
    super()
    const { outFeatures = [], bias = false, weight = null, labelSmoothing = 0 } = options
    if (weight && (weight.ndim !== 1 || weight.numel() !== numClasses))
      throw new RuntimeError(`expected weight shape to be (${numClasses},), got ${pythonText(weight.shape)}`)
    if (labelSmoothing < 0 || labelSmoothing > 1)
      throw new RuntimeError(`expected label_smoothing to be in range [0, 1], got ${labelSmoothing}`)
    if (weight) this.weight = new Buffer(weight)
    this.outFeatures = outFeatures
    this.reduction = options.reduction ?? 'mean'
    this.ignoreIndex = options.ignoreIndex ?? null
    this.labelSmoothing = labelSmoothing
    this.linear = new Linear(
      inFeatures,
      outFeatures.reduce((product, size) => product * size, numClasses),
      { bias },
    )
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    const { linear, numClasses, outFeatures, weight, reduction, ignoreIndex, labelSmoothing } = this
    const rows = [numClasses, ...outFeatures]
    return linearCrossEntropy(x, reshape(linear.weight, [...rows, linear.inFeatures]), target, {
      linearBias: linear.bias && reshape(linear.bias, rows),
      weight,
      reduction,
      ignoreIndex,
      labelSmoothing,
    })
  }

  override extraRepr(): string {
    const { linear, numClasses, outFeatures, reduction, ignoreIndex, labelSmoothing } = this
    return (
      `in_features=${linear.inFeatures}, num_classes=${numClasses}, out_features=${pythonText(outFeatures)}, ` +
      `bias=${pythonText(linear.bias !== null)}, reduction=${reduction}, ignore_index=${pythonText(ignoreIndex)}, ` +
      `label_smoothing=${floatText(labelSmoothing)}, options=None`
    )
  }
}

interface Params {
  in_features: number
  num_classes: number
  out_features: number[]
  bias: boolean
  reduction: Reduction
  weight: number[] | null
  ignore_index: number | null
  label_smoothing: number
}

/** How a graph makes and runs it. */
export const linearCrossEntropyLossBuilders = {
  LinearCrossEntropyLoss: builder<Params>({
    module: ({ in_features: features, num_classes: classes, out_features: outFeatures, ...rest }) =>
      new LinearCrossEntropyLoss(features, classes, { ...weighted(rest), outFeatures }),
  }),
}
