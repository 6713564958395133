/** Cross-correlations of signals, images and volumes. */
import { record } from '../core/record'
import type { Tensor } from '../core/tensor'
import { asBatch } from './batched'
import { imageKernel } from './conv-image'
import { volumeKernel } from './conv-volume'
import { checkConvolution, convWindow } from './conv-window'
import type { ConvOptions } from './conv-window'

export type { ConvOptions, Size2d } from './conv-window'

/**
 * A one-dimensional cross-correlation: out[n, o] = bias[o] + Σ_c weight[o, c] ⋆ x[n, c].
 *
 * Shape: x (N, C, L) or (C, L), weight (O, C/groups, kL), bias (O) → (N, O, L').
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions = {},
): Tensor {
  return convolution(1, x, weight, bias, options)
}

/**
 * A two-dimensional cross-correlation: out[n, o] = bias[o] + Σ_c weight[o, c] ⋆ x[n, c].
 *
 * Shape: x (N, C, H, W) or (C, H, W), weight (O, C/groups, kH, kW), bias (O) → (N, O, H', W').
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions = {},
): Tensor {
  return convolution(2, x, weight, bias, options)
}

/**
 * A three-dimensional cross-correlation: the sum over the filter's slices of two-dimensional ones.
 *
 * Shape: x (N, C, D, H, W) or (C, D, H, W), weight (O, C/groups, kD, kH, kW), bias (O) → (N, O, D', H', W').
 */
export function conv3d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions = {},
): Tensor {
  return convolution(3, x, weight, bias, options)
}

function convolution(
  rank: 1 | 2 | 3,
  sample: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvOptions,
): Tensor {
  const window = convWindow(rank, weight, options)
  const groups = options.groups ?? 1
  return asBatch(sample, rank + 1, (x) => {
    checkConvolution(x, weight, window, groups)
    const kernel = (rank === 3 ? volumeKernel : imageKernel)(x, weight, window, groups)
    return record(
      'ConvolutionBackward0',
      bias ? [x, weight, bias] : [x, weight],
      kernel.output(bias),
      (grad, needs) => kernel.gradients(grad, needs, bias),
      [x, weight],
    )
  })
}
