/** Poolings of volumes, of which the backend has none: images first, and then along the depth of what they give. */
import { numel, shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { adaptiveAvgPool2d, adaptiveMaxPool2d, type OutputSize } from './adaptive-pool'
import {
  avgPool2d,
  maxPool2d,
  poolAxis,
  type AvgPoolOptions,
  type MaxPoolOptions,
  type PoolAxis,
  type PoolSize,
} from './pool'
import { mean } from './reduce'
import { reshape } from './view'

type Three = readonly [depth: number, height: number, width: number]

/**
 * The largest value of each window of a volume; the gradient goes to the first of equals.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 */
export function maxPool3d(x: Tensor, kernelSize: PoolSize, options: MaxPoolOptions = {}): Tensor {
  const { size, stride, padding, dilation } = checkedWindows(x, kernelSize, options)
  const pool = (image: Tensor, first: number, second: number | null): Tensor =>
    maxPool2d(image, at(size, first, second, 1), {
      stride: at(stride, first, second, 1),
      padding: at(padding, first, second, 0),
      dilation: at(dilation, first, second, 1),
      ceilMode: options.ceilMode ?? false,
    })
  // Of equals the first in depth wins, of those the first row, and so on: as if all places were gone through in order.
  return inTwoSteps('MaxPool3DWithIndicesBackward0', x, pool)
}

function checkedWindows(x: Tensor, kernelSize: PoolSize, options: MaxPoolOptions): Windows {
  checkRank(x)
  const windows = windowsOf(kernelSize, options)
  const { size, padding, dilation } = windows
  if (padding.some((p, i) => p > size[i]! / 2)) throw tooMuchPadding(size, padding, dilation)
  checkOutput(x, windows, options.ceilMode ?? false)
  return windows
}

/** The three directions of a pooling for the largest values. Errors: what PyTorch refuses. */
export function volumeAxes(x: Tensor, kernelSize: PoolSize, options: MaxPoolOptions): PoolAxis[] {
  const { size, stride, padding, dilation } = checkedWindows(x, kernelSize, options)
  return size.map((length, i) =>
    poolAxis(x.shape.at(i - 3)!, length, stride[i]!, padding[i]!, dilation[i]!, options.ceilMode ?? false),
  )
}

/**
 * The mean of each window of a volume.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 */
export function avgPool3d(x: Tensor, kernelSize: PoolSize, options: AvgPoolOptions = {}): Tensor {
  checkRank(x)
  const windows = windowsOf(kernelSize, options)
  const { size, stride, padding } = windows
  const image = x.shape.slice(-3)
  if (image.some((length, i) => length < size[i]!)) {
    const [depth, height, width] = size
    throw new RuntimeError(
      `input image (T: ${image[0]} H: ${image[1]} W: ${image[2]}) smaller than kernel size (kT: ${depth} kH: ${height} kW: ${width})`,
    )
  }
  if (padding.some((p, i) => p > size[i]! / 2)) throw tooMuchPadding(size, padding, [1, 1, 1])
  checkOutput(x, windows, options.ceilMode ?? false)
  const { ceilMode = false, countIncludePad = true, divisorOverride } = options
  const pool = (part: Tensor, first: number, second: number | null): Tensor =>
    avgPool2d(part, at(size, first, second, 1), {
      stride: at(stride, first, second, 1),
      padding: at(padding, first, second, 0),
      ceilMode,
      countIncludePad,
      // Sums of images, and of those along the depth, divided.
      divisorOverride: divisorOverride && second !== null ? 1 : (divisorOverride ?? null),
    })
  return inTwoSteps('AvgPool3DBackward0', x, pool)
}

/**
 * The mean of windows that divide a volume as evenly as can be.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 */
export function adaptiveAvgPool3d(x: Tensor, outputSize: OutputSize): Tensor {
  const sizes = volumeSizes('adaptive_avg_pool3d', x, outputSize)
  if (sizes.every((size) => size === 1)) return mean(x, [-1, -2, -3], { keepdim: true })
  return inTwoSteps('AdaptiveAvgPool3DBackward0', x, (image, first, second) =>
    adaptiveAvgPool2d(image, at(sizes, first, second, null)),
  )
}

/**
 * The largest value of windows that divide a volume as evenly as can be; the gradient goes to the first of equals.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → (N, C, D', H', W').
 */
export function adaptiveMaxPool3d(x: Tensor, outputSize: OutputSize): Tensor {
  const sizes = volumeSizes('adaptive_max_pool3d', x, outputSize)
  return inTwoSteps('AdaptiveMaxPool3DBackward0', x, (image, first, second) =>
    adaptiveMaxPool2d(image, at(sizes, first, second, null)),
  )
}

/** The sizes of two directions, or of one and what the other is left with. */
function at<T>(sizes: readonly T[], first: number, second: number | null, alone: T): [T, T] {
  return [sizes[first]!, second === null ? alone : sizes[second]!]
}

/** Height and width, slice by slice; then depth, with all places of a slice side by side. `name` is PyTorch's. */
function inTwoSteps(
  name: string,
  x: Tensor,
  pool: (image: Tensor, first: number, second: number | null) => Tensor,
): Tensor {
  const lead = x.shape.slice(0, -3)
  const [depth, height, width] = x.shape.slice(-3) as unknown as Three
  const count = numel(lead)
  const slices = pool(reshape(x, [count, depth, height, width]), 1, 2)
  const [rows, columns] = slices.shape.slice(2) as [number, number]
  const deep = pool(reshape(slices, [count, 1, depth, rows * columns]), 0, null)
  return reshape(deep, [...lead, deep.shape[2]!, rows, columns], name)
}

interface Windows {
  size: Three
  stride: Three
  padding: Three
  dilation: Three
}

function windowsOf(kernelSize: PoolSize, options: MaxPoolOptions): Windows {
  return {
    size: three(kernelSize),
    stride: three(options.stride ?? kernelSize),
    padding: three(options.padding ?? 0),
    dilation: three(options.dilation ?? 1),
  }
}

function three(size: PoolSize): Three {
  return typeof size === 'number' ? [size, size, size] : (size as unknown as Three)
}

function checkRank({ shape }: Tensor): void {
  if (shape.length !== 4 && shape.length !== 5)
    throw new RuntimeError('non-empty 4D or 5D (batch mode) tensor expected for input')
}

function tooMuchPadding(size: Three, padding: Three, dilation: Three): RuntimeError {
  if (dilation.every((step) => step === 1)) {
    const wide = padding.findIndex((p, i) => p > size[i]! / 2)
    return new RuntimeError(
      `pad should be at most half of effective kernel size, but got pad=${padding[wide]}, kernel_size=${size[wide]} and dilation=1`,
    )
  }
  const [t, h, w] = [0, 1, 2] as const
  return new RuntimeError(
    `pad should be smaller than or equal to half of kernel size, but got kT: ${size[t]} kW: ${size[w]} kH: ${size[h]} ` +
      `padT: ${padding[t]} padW: ${padding[w]} padH: ${padding[h]}`,
  )
}

function checkOutput(x: Tensor, windows: Windows, ceilMode: boolean): void {
  const { size, stride, padding, dilation } = windows
  const image = x.shape.slice(-3)
  const made = image.map((length, i) => {
    const room = length + 2 * padding[i]! - dilation[i]! * (size[i]! - 1) - 1
    const count = (ceilMode ? Math.ceil(room / stride[i]!) : Math.floor(room / stride[i]!)) + 1
    return ceilMode && (count - 1) * stride[i]! >= length + padding[i]! ? count - 1 : count
  })
  if (made.every((length) => length >= 1)) return
  const channels = x.shape.at(-4)
  throw new RuntimeError(
    `Given input size: (${[channels, ...image].join('x')}). Calculated output size: (${[channels, ...made].join('x')}). Output size is too small`,
  )
}

/** The lengths of an adaptive pooling; null keeps one. Errors: no volume. */
export function volumeSizes(name: string, x: Tensor, outputSize: OutputSize): readonly (number | null)[] {
  if (x.shape.length !== 4 && x.shape.length !== 5) {
    const colon = name === 'adaptive_max_pool3d' ? ':' : ''
    throw new RuntimeError(`${name}(): Expected 4D or 5D tensor, but got${colon} ${shapeText(x.shape)}`)
  }
  return typeof outputSize === 'object' && outputSize !== null
    ? outputSize
    : [outputSize, outputSize, outputSize]
}
