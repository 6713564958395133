import { backend } from '../backend'
import type { Handle, PoolWindow } from '../backend/types'
import { isGradEnabled } from '../core/grad-mode'
import { CHANNELS_LAST } from '../core/layout'
import { record } from '../core/record'
import { pair, shapeText } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { asBatch } from './batched'
import { dilatedMaxPool } from './dilated-pool'
import { withNaN } from './nan'

export type PoolSize = number | readonly number[]

export interface MaxPoolOptions {
  /** Default: the window's size. */
  stride?: PoolSize | null
  /** Places of minus infinity added on each side; at most half the window. Default 0. */
  padding?: PoolSize
  /** Steps between the places of a window; default 1. */
  dilation?: PoolSize
  /** Round the output's size up instead of down; default false. */
  ceilMode?: boolean
}

export interface AvgPoolOptions {
  /** Default: the window's size. */
  stride?: PoolSize | null
  /** Zeros added on each side; at most half the window. Default 0. */
  padding?: PoolSize
  /** Round the output's size up instead of down; default false. */
  ceilMode?: boolean
  /** Count the padding's zeros in the mean; default true. */
  countIncludePad?: boolean
  /** Divide by this instead of the number of places. */
  divisorOverride?: number | null
}

/** One dimension of a pooling, worked out. */
export interface PoolAxis {
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly input: number
  readonly output: number
  readonly before: number
  /** Padding after, wide enough for the last window (less than nothing where places are left over). */
  readonly after: number
  readonly padding: number
}

/**
 * The largest value of each window, NaN where one is in it; the gradient goes to the first of equals.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 */
export function maxPool2d(x: Tensor, kernelSize: PoolSize, options: MaxPoolOptions = {}): Tensor {
  if (x.shape.length === 3) return asBatch(x, 3, (batch) => maxPool2d(batch, kernelSize, options))
  const axes = poolAxes('max_pool2d', x, kernelSize, options)
  return withNaN(x, (image, finite) =>
    axes.some((axis) => axis.dilation > 1)
      ? dilatedMaxPool(image, axes)
      : maxPoolOver(image, axes, 'MaxPool2DWithIndicesBackward0', finite),
  )
}

/** The largest value of each window of images (N, C, H, W), whether `finite` or not; `name` is PyTorch's for the operation. */
export function maxPoolOver(
  x: Tensor,
  axes: readonly [PoolAxis, PoolAxis],
  name: string,
  finite: boolean,
): Tensor {
  const image = inLayout(x, CHANNELS_LAST)
  const window = windowOf(axes)
  const padded = padImage(image, axes, -Infinity)
  const pooling = poolingOf(padded, window, { finite, withGradient: isGradEnabled() && x.requiresGrad })
  const output = fromHandle(pooling.output, outputShape(x, axes), CHANNELS_LAST)
  return record(
    name,
    [x],
    output,
    (grad) => {
      const laid = inLayout(grad, CHANNELS_LAST)
      const whole = fromHandle(pooling.gradient(output, laid), padded.shape, CHANNELS_LAST)
      return [unpadImage(whole, image, axes)]
    },
    [x],
  )
}

interface Pooling {
  readonly output: Handle
  gradient(output: Tensor, grad: Tensor): Handle
}

/**
 * The plain kernel and its gradient are the quickest in a graph. But oneDNN's begins below no infinity, and where windows overlap its
 * gradient adds up in another order in a graph than in calls: then the places of the largest values are kept.
 */
export function poolingOf(
  padded: Tensor,
  window: PoolWindow,
  { finite, withGradient }: { finite: boolean; withGradient: boolean },
): Pooling {
  const plain = finite && (!withGradient || (backend.oneDnn && !overlap(window)))
  if (plain || !backend.maxPoolWithPlaces) {
    return {
      output: backend.maxPool(padded.handle, window),
      gradient: (output, grad) => backend.maxPoolGrad(padded.handle, output.handle, grad.handle, window),
    }
  }
  const [output, found] = backend.maxPoolWithPlaces(padded.handle, window)
  const places = fromHandle(found, found.shape)
  return {
    output,
    gradient: (_, grad) => backend.maxPoolPlacesGrad!(padded.handle, places.handle, grad.handle, window),
  }
}

function overlap({ size, stride }: PoolWindow): boolean {
  return size.some((places, way) => places > stride[way]!)
}

/**
 * The mean of each window.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 */
export function avgPool2d(x: Tensor, kernelSize: PoolSize, options: AvgPoolOptions = {}): Tensor {
  if (x.shape.length === 3) return asBatch(x, 3, (batch) => avgPool2d(batch, kernelSize, options))
  const axes = poolAxes('avg_pool2d', x, kernelSize, options)
  return avgPoolOver(x, axes, options, 'AvgPool2DBackward0')
}

/** The mean of each window of images (N, C, H, W); `name` is PyTorch's for the operation. */
export function avgPoolOver(
  x: Tensor,
  axes: readonly [PoolAxis, PoolAxis],
  options: AvgPoolOptions,
  name: string,
): Tensor {
  const image = inLayout(x, CHANNELS_LAST)
  const window = windowOf(axes)
  const padded = padImage(image, axes, 0)
  const scale = meanScale(axes, options)
  const rescale = (y: Tensor): Tensor =>
    scale ? fromHandle(backend.binary('Mul', y.handle, scale.handle), y.shape, CHANNELS_LAST) : y
  const mean = fromHandle(backend.avgPool(padded.handle, window), outputShape(x, axes), CHANNELS_LAST)
  return record(name, [x], rescale(mean), (grad) => {
    const laid = rescale(inLayout(grad, CHANNELS_LAST))
    const whole = fromHandle(
      backend.avgPoolGrad(padded.handle.shape, laid.handle, window),
      padded.shape,
      CHANNELS_LAST,
    )
    return [unpadImage(whole, image, axes)]
  })
}

/** What the plain mean must be multiplied with, place by place, where PyTorch divides by something else; null for nothing. */
function meanScale(axes: readonly [PoolAxis, PoolAxis], options: AvgPoolOptions): Tensor | null {
  const [rows, columns] = axes
  const places = rows.size * columns.size
  if (options.divisorOverride) {
    return fromHandle(backend.create(Float32Array.of(places / options.divisorOverride), [1], 'float32'), [1])
  }
  const counted = options.countIncludePad ?? true
  const plain = axes.every(
    (axis) => (axis.before === 0 || counted) && axis.after <= axis.padding && (counted || axis.after <= 0),
  )
  if (plain) return null
  const values = new Float32Array(rows.output * columns.output)
  for (let i = 0; i < rows.output; i++) {
    for (let j = 0; j < columns.output; j++) {
      values[i * columns.output + j] = places / (countOf(rows, i, counted) * countOf(columns, j, counted))
    }
  }
  const shape = [1, rows.output, columns.output, 1]
  return fromHandle(backend.create(values, shape, 'float32'), shape)
}

function countOf(axis: PoolAxis, place: number, counted: boolean): number {
  const start = place * axis.stride - axis.padding
  const end = Math.min(start + axis.size, axis.input + axis.padding)
  return counted ? end - start : Math.min(end, axis.input) - Math.max(start, 0)
}

/** Works out both dimensions of a pooling and refuses what PyTorch refuses. */
export function poolAxes(
  name: string,
  x: Tensor,
  kernelSize: PoolSize,
  options: MaxPoolOptions,
): readonly [PoolAxis, PoolAxis] {
  if (x.shape.length !== 4) {
    throw new RuntimeError(`${name}(): Expected 3D or 4D input, but got input of size: ${shapeText(x.shape)}`)
  }
  const size = pair(kernelSize)
  const stride = pair(options.stride ?? kernelSize)
  const padding = pair(options.padding ?? 0)
  const dilation = pair(options.dilation ?? 1)
  if (padding.some((p, i) => p > size[i]! / 2)) {
    throw new RuntimeError(
      dilation.every((step) => step === 1)
        ? `pad should be at most half of effective kernel size, but got pad=${Math.max(...padding)}, kernel_size=${Math.max(...size)} and dilation=1`
        : `pad should be smaller than or equal to half of kernel size, but got padW = ${padding[1]}, padH = ${padding[0]}, kW = ${size[1]}, kH = ${size[0]}`,
    )
  }
  const axes = [0, 1].map((i) =>
    poolAxis(x.shape[2 + i]!, size[i]!, stride[i]!, padding[i]!, dilation[i]!, options.ceilMode ?? false),
  ) as [PoolAxis, PoolAxis]
  if (axes.some((axis) => axis.output < 1)) {
    const [, channels, height, width] = x.shape
    throw new RuntimeError(
      `Given input size: (${channels}x${height}x${width}). Calculated output size: (${channels}x${axes[0].output}x${axes[1].output}). Output size is too small`,
    )
  }
  return axes
}

/** One direction of a pooling. */
export function poolAxis(
  input: number,
  size: number,
  stride: number,
  padding: number,
  dilation: number,
  ceilMode: boolean,
): PoolAxis {
  const room = input + 2 * padding - dilation * (size - 1) - 1
  let output = (ceilMode ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1
  // The last window must begin inside the image or the padding before it.
  if (ceilMode && (output - 1) * stride >= input + padding) output--
  const after = (output - 1) * stride + dilation * (size - 1) + 1 - input - padding
  return { size, stride, dilation, input, output, before: padding, after, padding }
}

function windowOf([rows, columns]: readonly [PoolAxis, PoolAxis]): PoolWindow {
  return { size: [rows.size, columns.size], stride: [rows.stride, columns.stride] }
}

export function outputShape(x: Tensor, [rows, columns]: readonly [PoolAxis, PoolAxis]): number[] {
  return [x.shape[0]!, x.shape[1]!, rows.output, columns.output]
}

/** A channels-last image with `value` around it. */
export function padImage(
  image: Tensor,
  [rows, columns]: readonly [PoolAxis, PoolAxis],
  value: number,
): Tensor {
  const [bottom, right] = [Math.max(rows.after, 0), Math.max(columns.after, 0)]
  if (rows.before + bottom + columns.before + right === 0) return image
  const paddings = [
    [0, 0],
    [rows.before, bottom],
    [columns.before, right],
    [0, 0],
  ] as const
  const [n, c, h, w] = image.shape as [number, number, number, number]
  const shape = [n, c, h + rows.before + bottom, w + columns.before + right]
  return fromHandle(backend.pad(image.handle, paddings, value), shape, CHANNELS_LAST)
}

/** The part of a padded image's gradient that belongs to the image. */
export function unpadImage(
  whole: Tensor,
  image: Tensor,
  [rows, columns]: readonly [PoolAxis, PoolAxis],
): Tensor {
  if (whole.shape.join() === image.shape.join()) return whole
  const handle = backend.slice(whole.handle, [0, rows.before, columns.before, 0], image.handle.shape)
  return fromHandle(handle, image.shape, CHANNELS_LAST)
}
