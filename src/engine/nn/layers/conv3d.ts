import type { Tensor } from '../../core/tensor'
import type { Size2d } from '../../ops/conv'
import { conv3d, VOLUME_FILTER } from '../../ops/conv3d'
import { ConvLayer, type ConvLayerOptions } from './conv-base'

/**
 * A three-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, O, D', H', W'), each length as for Conv2d.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
 */
export class Conv3d extends ConvLayer {
  constructor(inChannels: number, outChannels: number, kernelSize: Size2d, options: ConvLayerOptions = {}) {
    super({ inChannels, outChannels, kernelSize, rank: 3, layout: VOLUME_FILTER }, options)
  }

  override forward(x: Tensor): Tensor {
    const { input, options } = this.padded(x)
    return conv3d(input, this.weight, this.bias, options)
  }
}
