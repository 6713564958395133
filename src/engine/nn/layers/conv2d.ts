import { FILTER } from '../../core/layout'
import type { Tensor } from '../../core/tensor'
import { conv2d, type Size2d } from '../../ops/conv'
import { ConvLayer, type ConvLayerOptions } from './conv-base'

/**
 * A two-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, O, H', W') with H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends ConvLayer {
  constructor(inChannels: number, outChannels: number, kernelSize: Size2d, options: ConvLayerOptions = {}) {
    super({ inChannels, outChannels, kernelSize, rank: 2, layout: FILTER }, options)
  }

  override forward(x: Tensor): Tensor {
    const { input, options } = this.padded(x)
    return conv2d(input, this.weight, this.bias, options)
  }
}
