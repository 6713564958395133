/** Poolings for the largest value that also say where it stands: by windows, adaptive ones, and fractional ones. */
import { RuntimeError, ValueError } from '../errors'
import { normalizeDim, numel, shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { defaultGenerator } from '../random/generator'
import { adaptiveSizes, windowAt, type OutputSize } from './adaptive-pool'
import { placedMaxPool, windowPlaces, type AxisPlaces } from './placed-pool'
import { poolAxes, type MaxPoolOptions, type PoolAxis, type PoolSize } from './pool'
import { checkRow, flat } from './pool1d'
import { volumeAxes, volumeSizes } from './pool-volume'
import { reshapeRaw } from './view'

/** As maxPool1d, with the places of the largest values: (N, C, L) or (C, L) → both (N, C, L'). */
export function maxPool1dWithIndices(
  x: Tensor,
  kernelSize: PoolSize,
  options: MaxPoolOptions = {},
): [Tensor, Tensor] {
  checkRow('max_pool1d', x)
  const { stride, padding = 0, dilation = 1, ceilMode = false } = options
  const row = reshapeRaw(x, [
    ...(x.shape.length === 2 ? [1] : []),
    ...x.shape.slice(0, -1),
    1,
    x.shape.at(-1)!,
  ])
  const [, along] = poolAxes('max_pool2d', row, flat(kernelSize, 1), {
    stride: flat(stride ?? kernelSize, 1),
    padding: flat(padding, 0),
    dilation: flat(dilation, 1),
    ceilMode,
  })
  return byAxes('MaxPool2DWithIndicesBackward0', x, [along])
}

/** As maxPool2d, with the places of the largest values: (N, C, H, W) or (C, H, W) → both (N, C, H', W'). */
export function maxPool2dWithIndices(
  x: Tensor,
  kernelSize: PoolSize,
  options: MaxPoolOptions = {},
): [Tensor, Tensor] {
  const batch = x.shape.length === 3 ? reshapeRaw(x, [1, ...x.shape]) : x
  return byAxes('MaxPool2DWithIndicesBackward0', x, poolAxes('max_pool2d', batch, kernelSize, options))
}

/** As maxPool3d, with the places of the largest values: (N, C, D, H, W) or (C, D, H, W) → both (N, C, D', H', W'). */
export function maxPool3dWithIndices(
  x: Tensor,
  kernelSize: PoolSize,
  options: MaxPoolOptions = {},
): [Tensor, Tensor] {
  return byAxes('MaxPool3DWithIndicesBackward0', x, volumeAxes(x, kernelSize, options))
}

/** As adaptiveMaxPool1d to 3d, with the places of the largest values. */
export function adaptiveMaxPoolWithIndices(
  x: Tensor,
  outputSize: OutputSize,
  rank: 1 | 2 | 3,
): [Tensor, Tensor] {
  const sizes =
    rank === 3 ? volumeSizes('adaptive_max_pool3d', x, outputSize) : adaptiveSizes(x, outputSize, rank)
  const lengths = x.shape.slice(-rank)
  const axes = lengths.map((input, axis) => {
    const output = sizes[axis] ?? input
    const windows = Array.from({ length: output }, (_, place) => windowAt(place, output, input))
    const most = Math.max(...windows.map(({ start, end }) => end - start))
    return windows.map(({ start, end }) =>
      Array.from({ length: most }, (_, i) => (start + i < end ? start + i : start)),
    )
  })
  return placed(`AdaptiveMaxPool${Math.max(rank, 2)}DBackward0`, x, axes)
}

function byAxes(name: string, x: Tensor, axes: readonly PoolAxis[]): [Tensor, Tensor] {
  return placed(name, x, axes.map(placesOf))
}

function placed(name: string, x: Tensor, axes: readonly AxisPlaces[]): [Tensor, Tensor] {
  const places = Int32Array.from(windowPlaces(axes, x.shape.slice(-axes.length)))
  return placedMaxPool(name, x, { output: axes.map(({ length }) => length), places })
}

/** What each window sees; its first place stands for those in the padding, which never win. */
function placesOf({ size, stride, dilation, input, output, before }: PoolAxis): AxisPlaces {
  return Array.from({ length: output }, (_, window) => {
    const all = Array.from({ length: size }, (_place, i) => window * stride - before + i * dilation)
    const first = all.find((place) => place >= 0 && place < input) ?? 0
    return all.map((place) => (place >= 0 && place < input ? place : first))
  })
}

export interface FractionalOptions {
  /** Lengths of the output. */
  outputSize?: PoolSize | null
  /** The same as shares of the input's lengths, between 0 and 1. */
  outputRatio?: PoolSize | null
}

/**
 * The largest value of each window, whose places are drawn at random for each plane, so that steps between them are 1 and 2, or such, and the
 * output has the length wanted; with its place.
 *
 * Shape: (N, C, *) or (C, *) with `rank` dimensions → both (N, C, *').
 * Errors: no or two lengths of the output; a window that is too large → PyTorch's sentences.
 * Source: Graham, Fractional Max-Pooling, https://arxiv.org/abs/1412.6071
 */
export function fractionalMaxPool(
  x: Tensor,
  kernelSize: PoolSize,
  { outputSize = null, outputRatio = null }: FractionalOptions,
  rank: 2 | 3,
): [Tensor, Tensor] {
  const name = `fractional_max_pool${rank}d`
  const spoken = rank === 3 ? `${name}_out` : name
  if (outputSize === null && outputRatio === null)
    throw new ValueError(`${name} requires specifying either an output_size or an output_ratio`)
  // PyTorch reads the number of channels first.
  normalizeDim(-rank - 1, x.shape.length)
  if (x.shape.length > rank + 2)
    throw new RuntimeError(
      `${spoken}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got: ${shapeText(x.shape)}`,
    )
  const lengths = x.shape.slice(-rank)
  const kernel = each(kernelSize, rank)
  const output =
    outputSize === null
      ? each(outputRatio!, rank).map((ratio, axis) => Math.trunc(lengths[axis]! * ratio))
      : each(outputSize, rank)
  checkReach(spoken, { lengths, kernel, output })
  const planes = numel(x.shape.slice(0, -rank))
  const samples = defaultGenerator.fillUniform(new Float32Array(planes * rank))
  const all = Array.from({ length: planes }, (_, plane) => {
    const axes = lengths.map((input, axis) => {
      // PyTorch draws the width of images first.
      const sample = samples[plane * rank + (rank === 2 ? 1 - axis : axis)]!
      return drawnWindows(sample, input, output[axis]!, kernel[axis]!)
    })
    return windowPlaces(axes, lengths)
  })
  const windows = { output, places: Int32Array.from(all.flat()), apart: true }
  return placedMaxPool(`FractionalMaxPool${rank}DBackward0`, x, windows)
}

function each(size: PoolSize, rank: number): readonly number[] {
  return typeof size === 'number' ? Array.from({ length: rank }, () => size) : size
}

/** Where the windows of a direction begin: α times their number and a random share, rounded down; in single precision, as PyTorch. */
function drawnWindows(sample: number, input: number, output: number, size: number): AxisPlaces {
  const alpha = Math.fround((input - size) / (output - 1))
  const at = (window: number): number => Math.trunc(Math.fround(Math.fround(window + sample) * alpha))
  return Array.from({ length: output }, (_, window) => {
    const start = window === output - 1 ? input - size : at(window) - at(0)
    return Array.from({ length: size }, (_place, i) => start + i)
  })
}

interface Reach {
  lengths: readonly number[]
  kernel: readonly number[]
  output: readonly number[]
}

function checkReach(name: string, { lengths, kernel, output }: Reach): void {
  const names = lengths.length === 2 ? ['height', 'width'] : ['time', 'height', 'width']
  // PyTorch looks at the width of images last, and at the time of volumes first.
  lengths.forEach((length, axis) => {
    if (output[axis]! + kernel[axis]! - 1 > length)
      throw new RuntimeError(
        `${name}(): pool ${names[axis]} ${kernel[axis]} too large relative to input ${names[axis]} ${length}`,
      )
  })
}
