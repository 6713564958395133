import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { CHANNELS_LAST, FILTER } from '../core/layout'
import { record } from '../core/record'
import { pair, shapeText } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { addBias, biasGradient } from './bias'
import { groupedConvolution, groupedFilterGradient, groupedInputGradient } from './conv-groups'
import { reshape, reshapeRaw } from './view'

export type Size2d = number | readonly number[]

export interface ConvOptions {
  /** Default 1. */
  stride?: Size2d
  /** Zeros added on each side, or 'same' (output as large as the input) or 'valid' (none). Default 0. */
  padding?: Size2d | 'same' | 'valid'
  /** Steps between filter taps; default 1. */
  dilation?: Size2d
  /** Blocks of channels convolved apart; default 1. */
  groups?: number
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
  return convolution(2, x, weight, bias, windowOf(weight, options), options.groups ?? 1)
}

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
  return convolution(1, x, weight, bias, windowOf(weight, options), options.groups ?? 1)
}

function convolution(
  rank: 1 | 2,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  window: Window2d,
  groups: number,
): Tensor {
  if (x.shape.length === rank + 1) {
    const batch = reshape(x, [1, ...x.shape], 'UnsqueezeBackward0')
    const output = convolution(rank, batch, weight, bias, window, groups)
    return reshape(output, output.shape.slice(1), 'SqueezeBackward1')
  }
  checkShapes(rank, x, weight, groups)
  checkKernel(rank, x, weight, window)
  const image = asImage(x)
  const filter = asFilter(weight)
  const handle = withBias(groupedConvolution(image.handle, filter.handle, window, groups), bias)
  return record(
    'ConvolutionBackward0',
    bias ? [x, weight, bias] : [x, weight],
    fromImage(handle, rank),
    (grad, needs) => {
      const laid = asImage(grad).handle
      return [
        needs[0]
          ? fromImage(groupedInputGradient(image.handle.shape, filter.handle, laid, window, groups), rank)
          : null,
        needs[1]
          ? fromFilter(groupedFilterGradient(image.handle, filter.handle.shape, laid, window, groups), weight)
          : null,
        needs[2] ? fromHandle(biasGradient(laid), bias!.shape) : null,
      ]
    },
    [x, weight],
  )
}

/** (N, C, H, W), or (N, C, L) as an image of one row, in the memory order of the kernels. */
export function asImage(x: Tensor): Tensor {
  const [batch, channels, length] = x.shape as [number, number, number]
  const image = x.shape.length === 3 ? reshapeRaw(x, [batch, channels, 1, length]) : x
  return inLayout(image, CHANNELS_LAST)
}

/** A kernel's image as (N, C, H, W), or as (N, C, L) where `rank` is 1. */
export function fromImage(handle: Handle, rank: number): Tensor {
  const [batch, height, width, channels] = handle.shape as [number, number, number, number]
  const image = fromHandle(handle, [batch, channels, height, width], CHANNELS_LAST)
  return rank === 1 ? reshapeRaw(image, [batch, channels, width]) : image
}

/** Filters (O, C, kH, kW) or (O, C, kL) in the memory order of the kernels. */
export function asFilter(weight: Tensor): Tensor {
  const [outputs, channels, length] = weight.shape as [number, number, number]
  const filter = weight.shape.length === 3 ? reshapeRaw(weight, [outputs, channels, 1, length]) : weight
  return inLayout(filter, FILTER)
}

/** A kernel's filter with the shape of `weight`. */
export function fromFilter(handle: Handle, weight: Tensor): Tensor {
  const [rows, columns, channels, outputs] = handle.shape as [number, number, number, number]
  return reshapeRaw(fromHandle(handle, [outputs, channels, rows, columns], FILTER), weight.shape)
}

/** Adds a bias to an image that is not used otherwise. */
export function withBias(image: Handle, bias: Tensor | null): Handle {
  if (!bias) return image
  const sum = addBias(image, bias.handle)
  backend.free(image)
  return sum
}

/** Stride, dilation and padding of a call in full; one dimension is a single row. */
export function windowOf(weight: Tensor, options: ConvOptions): Window2d {
  const flat = weight.shape.length === 3
  const sizes = (value: Size2d, row: number): [number, number] =>
    flat ? [row, typeof value === 'number' ? value : value[0]!] : pair(value)
  const stride = sizes(options.stride ?? 1, 1)
  const dilation = sizes(options.dilation ?? 1, 1)
  const kernel = [flat ? 1 : weight.shape.at(-2)!, weight.shape.at(-1)!] as const
  const padding = options.padding ?? 0
  return {
    stride,
    dilation,
    padding: explicitPadding(
      typeof padding === 'string' ? padding : sizes(padding, 0),
      kernel,
      stride,
      dilation,
    ),
  }
}

function explicitPadding(
  padding: readonly [number, number] | 'same' | 'valid',
  kernel: readonly [number, number],
  stride: readonly number[],
  dilation: readonly number[],
): [number, number, number, number] {
  if (padding === 'valid') return [0, 0, 0, 0]
  if (padding === 'same') {
    if (stride.some((s) => s !== 1))
      throw new RuntimeError("padding='same' is not supported for strided convolutions")
    const rows = dilation[0]! * (kernel[0] - 1)
    const columns = dilation[1]! * (kernel[1] - 1)
    return [Math.floor(rows / 2), Math.ceil(rows / 2), Math.floor(columns / 2), Math.ceil(columns / 2)]
  }
  const [rows, columns] = padding
  if (rows < 0 || columns < 0) throw new RuntimeError('negative padding is not supported')
  return [rows, rows, columns, columns]
}

/** Refuses what PyTorch refuses about the channels of a convolution of `rank` dimensions. */
export function checkShapes(rank: number, x: Tensor, weight: Tensor, groups: number): void {
  if (x.shape.length !== rank + 2) {
    throw new RuntimeError(
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to conv${rank}d, but got input of size: ${shapeText(x.shape)}`,
    )
  }
  const [outputs, perGroup] = weight.shape as [number, number]
  if (outputs % groups !== 0) {
    throw new RuntimeError(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${weight.shape.join(', ')}] instead`,
    )
  }
  if (x.shape[1] !== perGroup * groups) {
    throw new RuntimeError(
      `Given groups=${groups}, weight of size ${shapeText(weight.shape)}, expected input${shapeText(x.shape)} to have ${perGroup * groups} channels, but got ${x.shape[1]} channels instead`,
    )
  }
}

function checkKernel(rank: number, x: Tensor, weight: Tensor, { dilation, padding }: Window2d): void {
  const height = (rank === 2 ? x.shape[2]! : 1) + padding[0] + padding[1]
  const width = x.shape.at(-1)! + padding[2] + padding[3]
  const rows = rank === 2 ? dilation[0] * (weight.shape[2]! - 1) + 1 : 1
  const columns = dilation[1] * (weight.shape.at(-1)! - 1) + 1
  if (rows > height || columns > width) throw kernelTooLarge([height, width], [rows, columns], rank)
}

/** PyTorch's sentence about a kernel that is larger than the padded input. */
export function kernelTooLarge(
  padded: readonly number[],
  kernel: readonly number[],
  rank: number,
): RuntimeError {
  const [sizes, reach] = [padded, kernel].map((list) => list.slice(-rank).join(' x '))
  return new RuntimeError(
    `Calculated padded input size per channel: (${sizes}). Kernel size: (${reach}). Kernel size can't be greater than actual input size`,
  )
}
