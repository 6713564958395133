import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { CHANNELS_LAST, FILTER } from '../core/layout'
import { record } from '../core/record'
import { pair, shapeText } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { convFilterGradient, convInputGradient } from './conv-gradients'
import { reshape } from './view'

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
  if (x.shape.length === 3) {
    const [channels, height, width] = x.shape as [number, number, number]
    const batched = conv2d(
      reshape(x, [1, channels, height, width], 'UnsqueezeBackward0'),
      weight,
      bias,
      options,
    )
    return reshape(batched, batched.shape.slice(1), 'SqueezeBackward1')
  }
  const groups = options.groups ?? 1
  checkShapes(x, weight, groups)
  const window = windowOf(weight, options)
  checkKernel(x, weight, window)
  const image = inLayout(x, CHANNELS_LAST)
  const filter = inLayout(weight, FILTER)
  const images = splitChannels(image.handle, groups)
  const filters = splitChannels(filter.handle, groups)
  let handle = join(images.map((part, g) => backend.conv2d(part, filters[g]!, window)))
  if (bias) handle = replaced(handle, backend.biasAdd(handle, bias.handle))
  freeParts(images, groups)
  freeParts(filters, groups)
  const [batch, height, width, channels] = handle.shape as [number, number, number, number]
  const output = fromHandle(handle, [batch, channels, height, width], CHANNELS_LAST)
  const inputs = bias ? [x, weight, bias] : [x, weight]
  return record(
    'ConvolutionBackward0',
    inputs,
    output,
    (grad, needs) => {
      const laid = inLayout(grad, CHANNELS_LAST).handle
      return [
        needs[0]
          ? fromHandle(inputGradient(image, filter, laid, window, groups), x.shape, CHANNELS_LAST)
          : null,
        needs[1]
          ? fromHandle(filterGradient(image, filter, laid, window, groups), weight.shape, FILTER)
          : null,
        needs[2] ? fromHandle(backend.biasAddGrad(laid), bias!.shape) : null,
      ]
    },
    [x, weight],
  )
}

function inputGradient(
  image: Tensor,
  filter: Tensor,
  grad: Handle,
  window: Window2d,
  groups: number,
): Handle {
  if (groups === 1) return convInputGradient(image.handle.shape, filter.handle, grad, window)
  const grads = splitChannels(grad, groups)
  const filters = splitChannels(filter.handle, groups)
  const [n, h, w, c] = image.handle.shape as [number, number, number, number]
  const result = join(
    grads.map((part, g) => convInputGradient([n, h, w, c / groups], filters[g]!, part, window)),
  )
  freeParts(grads, groups)
  freeParts(filters, groups)
  return result
}

function filterGradient(
  image: Tensor,
  filter: Tensor,
  grad: Handle,
  window: Window2d,
  groups: number,
): Handle {
  if (groups === 1) return convFilterGradient(image.handle, filter.handle.shape, grad, window)
  const images = splitChannels(image.handle, groups)
  const grads = splitChannels(grad, groups)
  const [kh, kw, cin, cout] = filter.handle.shape as [number, number, number, number]
  const result = join(
    images.map((part, g) => convFilterGradient(part, [kh, kw, cin, cout / groups], grads[g]!, window)),
  )
  freeParts(images, groups)
  freeParts(grads, groups)
  return result
}

/** Blocks of the last place in memory: channels of an image, outputs of a filter. */
function splitChannels(x: Handle, groups: number): Handle[] {
  if (groups === 1) return [x]
  const [a, b, c, last] = x.shape as [number, number, number, number]
  const size = last / groups
  return Array.from({ length: groups }, (_, g) => backend.slice(x, [0, 0, 0, g * size], [a, b, c, size]))
}

function join(parts: readonly Handle[]): Handle {
  if (parts.length === 1) return parts[0]!
  const joined = backend.concat(parts, 3)
  for (const part of parts) backend.free(part)
  return joined
}

function freeParts(parts: readonly Handle[], groups: number): void {
  if (groups > 1) for (const part of parts) backend.free(part)
}

function replaced(before: Handle, after: Handle): Handle {
  backend.free(before)
  return after
}

/** Stride, dilation and padding of a call in full. */
export function windowOf(weight: Tensor, options: ConvOptions): Window2d {
  const stride = pair(options.stride ?? 1)
  const dilation = pair(options.dilation ?? 1)
  const kernel = [weight.shape[2]!, weight.shape[3]!] as const
  return { stride, dilation, padding: explicitPadding(options.padding ?? 0, kernel, stride, dilation) }
}

function explicitPadding(
  padding: Size2d | 'same' | 'valid',
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
  const [rows, columns] = pair(padding)
  if (rows < 0 || columns < 0) throw new RuntimeError('negative padding is not supported')
  return [rows, rows, columns, columns]
}

function checkShapes(x: Tensor, weight: Tensor, groups: number): void {
  if (x.shape.length !== 4) {
    throw new RuntimeError(
      `Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: ${shapeText(x.shape)}`,
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

function checkKernel(x: Tensor, weight: Tensor, { dilation, padding }: Window2d): void {
  const height = x.shape[2]! + padding[0] + padding[1]
  const width = x.shape[3]! + padding[2] + padding[3]
  const rows = dilation[0] * (weight.shape[2]! - 1) + 1
  const columns = dilation[1] * (weight.shape[3]! - 1) + 1
  if (rows > height || columns > width) {
    throw new RuntimeError(
      `Calculated padded input size per channel: (${height} x ${width}). Kernel size: (${rows} x ${columns}). Kernel size can't be greater than actual input size`,
    )
  }
}
