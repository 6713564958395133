import { FILTER } from '../../core/layout'
import type { Tensor } from '../../core/tensor'
import type { Size2d } from '../../ops/conv'
import { convTranspose1d, convTranspose2d } from '../../ops/conv-transpose'
import { ConvLayer, type ConvTransposeLayerOptions } from './conv-base'
import { FILTER_1D } from './conv1d'

/**
 * The gradient of Conv1d as a layer: it makes signals longer.
 *
 * Shape: (N, C, L) or (C, L) → (N, O, L') with
 * L' = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends ConvLayer {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size2d,
    { outputPadding, ...options }: ConvTransposeLayerOptions = {},
  ) {
    const shape = { inChannels, outChannels, kernelSize, rank: 1, layout: FILTER_1D, transposed: true }
    super({ ...shape, ...(outputPadding === undefined ? {} : { outputPadding }) }, options)
  }

  override forward(x: Tensor): Tensor {
    const { stride, padding, outputPadding, groups, dilation } = this
    const options = { stride, padding: padding as readonly number[], outputPadding, groups, dilation }
    return convTranspose1d(x, this.weight, this.bias, options)
  }
}

/**
 * The gradient of Conv2d as a layer: it makes images larger.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, O, H', W') with
 * H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends ConvLayer {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size2d,
    { outputPadding, ...options }: ConvTransposeLayerOptions = {},
  ) {
    const shape = { inChannels, outChannels, kernelSize, rank: 2, layout: FILTER, transposed: true }
    super({ ...shape, ...(outputPadding === undefined ? {} : { outputPadding }) }, options)
  }

  override forward(x: Tensor): Tensor {
    const { stride, padding, outputPadding, groups, dilation } = this
    const options = { stride, padding: padding as readonly number[], outputPadding, groups, dilation }
    return convTranspose2d(x, this.weight, this.bias, options)
  }
}
