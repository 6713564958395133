import { FILTER, layoutOf, type Layout } from '../../core/layout'
import type { Tensor } from '../../core/tensor'
import { conv1d, conv2d, conv3d, type ConvOptions, type Size2d } from '../../ops/conv'
import { convTranspose1d, convTranspose2d, type ConvTransposeOptions } from '../../ops/conv-transpose'
import { convTranspose3d } from '../../ops/conv-transpose-volume'
import { VOLUME_FILTER } from '../../ops/conv-volume'
import { ConvLayer, type ConvLayerOptions, type ConvTransposeLayerOptions } from './conv-base'
import { builder, camelOptions } from '../node-builder'

/** The memory order of filters of each number of dimensions; out, in, L is stored as L, in, out. */
const FILTERS: Readonly<Record<Rank, Layout>> = { 1: layoutOf([2, 1, 0]), 2: FILTER, 3: VOLUME_FILTER }

type Rank = 1 | 2 | 3

type Convolve<Options> = (x: Tensor, weight: Tensor, bias: Tensor | null, options: Options) => Tensor

type ConvClass<Options> = new (
  inChannels: number,
  outChannels: number,
  kernelSize: Size2d,
  options?: Options,
) => ConvLayer & { forward(x: Tensor): Tensor }

/** Convolutions of `rank` dimensions. */
function convOf(rank: Rank, convolve: Convolve<ConvOptions>): ConvClass<ConvLayerOptions> {
  return class extends ConvLayer {
    constructor(inChannels: number, outChannels: number, kernelSize: Size2d, options: ConvLayerOptions = {}) {
      super({ inChannels, outChannels, kernelSize, rank, layout: FILTERS[rank] }, options)
    }

    override forward(x: Tensor): Tensor {
      const { input, options } = this.padded(x)
      return convolve(input, this.weight, this.bias, options)
    }
  }
}

/**
 * A one-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, L) or (C, L) → (N, O, L') with L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends convOf(1, conv1d) {}

/**
 * A two-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, O, H', W'), each length as for Conv1d.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends convOf(2, conv2d) {}

/**
 * A three-dimensional cross-correlation with learned filters.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, O, D', H', W'), each length as for Conv1d.
 * Errors: channels that `groups` does not divide; 'same' with a stride.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
 */
export class Conv3d extends convOf(3, conv3d) {}

/** The gradients of convolutions of `rank` dimensions as layers. */
function transposeOf(
  rank: Rank,
  convolve: Convolve<ConvTransposeOptions>,
): ConvClass<ConvTransposeLayerOptions> {
  return class extends ConvLayer {
    constructor(
      inChannels: number,
      outChannels: number,
      kernelSize: Size2d,
      { outputPadding = 0, ...options }: ConvTransposeLayerOptions = {},
    ) {
      const shape = { inChannels, outChannels, kernelSize, rank, layout: FILTERS[rank] }
      super({ ...shape, transposed: true, outputPadding }, options)
    }

    override forward(x: Tensor): Tensor {
      const { stride, padding, outputPadding, groups, dilation } = this
      const options = { stride, padding: padding as readonly number[], outputPadding, groups, dilation }
      return convolve(x, this.weight, this.bias, options)
    }
  }
}

/**
 * The gradient of Conv1d as a layer: it makes signals longer.
 *
 * Shape: (N, C, L) or (C, L) → (N, O, L') with
 * L' = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends transposeOf(1, convTranspose1d) {}

/**
 * The gradient of Conv2d as a layer: it makes images larger.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, O, H', W'), each length as for ConvTranspose1d.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends transposeOf(2, convTranspose2d) {}

/**
 * The gradient of Conv3d as a layer: it makes volumes larger.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, O, D', H', W'), each length as for ConvTranspose1d.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html
 */
export class ConvTranspose3d extends transposeOf(3, convTranspose3d) {}

interface ConvParams {
  in_channels: number
  out_channels: number
  kernel_size: number | number[]
}

function convolution<M>(Layer: new (input: number, output: number, size: Size2d, options: object) => M) {
  return ({ in_channels: input, out_channels: output, kernel_size: size, ...rest }: ConvParams): M =>
    new Layer(input, output, size, camelOptions(rest))
}

/** How a graph makes and runs them. */
export const convBuilders = {
  Conv1d: builder<ConvParams>({ module: convolution(Conv1d) }),
  Conv2d: builder<ConvParams>({ module: convolution(Conv2d) }),
  Conv3d: builder<ConvParams>({ module: convolution(Conv3d) }),
  ConvTranspose1d: builder<ConvParams>({ module: convolution(ConvTranspose1d) }),
  ConvTranspose2d: builder<ConvParams>({ module: convolution(ConvTranspose2d) }),
  ConvTranspose3d: builder<ConvParams>({ module: convolution(ConvTranspose3d) }),
}
