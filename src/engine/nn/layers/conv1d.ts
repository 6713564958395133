import { layoutOf } from '../../core/layout'
import type { Tensor } from '../../core/tensor'
import { conv1d, type Size2d } from '../../ops/conv'
import { ConvLayer, type ConvLayerOptions } from './conv-base'

/** Filters out, in, L stored as L, in, out. */
export const FILTER_1D = layoutOf([2, 1, 0])

/**
 * A one-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, L) or (C, L) → (N, O, L') with L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends ConvLayer {
  constructor(inChannels: number, outChannels: number, kernelSize: Size2d, options: ConvLayerOptions = {}) {
    super({ inChannels, outChannels, kernelSize, rank: 1, layout: FILTER_1D }, options)
  }

  override forward(x: Tensor): Tensor {
    const { input, options } = this.padded(x)
    return conv1d(input, this.weight, this.bias, options)
  }
}
