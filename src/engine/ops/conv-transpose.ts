import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { record } from '../core/record'
import { shapeText } from '../core/shape'
import { fromHandle, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { biasGradient } from './bias'
import { asBatch } from './batched'
import { asFilter, asImage, fromFilter, fromImage, withBias } from './conv-image'
import { sizesOf, type Size2d } from './conv-window'
import { groupedConvolution, groupedFilterGradient, groupedInputGradient } from './conv-groups'

export interface ConvTransposeOptions {
  /** Default 1. */
  stride?: Size2d
  /** Rows and columns cut off on each side of the output; default 0. */
  padding?: Size2d
  /** Rows and columns added at the end; less than stride or dilation. Default 0. */
  outputPadding?: Size2d
  /** Blocks of channels convolved apart; default 1. */
  groups?: number
  /** Steps between filter taps; default 1. */
  dilation?: Size2d
}

/**
 * The gradient of conv2d as an operation of its own: each value of x adds the filter, scaled, to the output.
 *
 * Shape: x (N, C, H, W) or (C, H, W), weight (C, O/groups, kH, kW), bias (O) → (N, O, H', W') with
 * H' = (H − 1)·stride − 2·padding + dilation·(kH − 1) + output_padding + 1.
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return transposedConvolution(2, x, weight, bias, options)
}

/**
 * The gradient of conv1d as an operation of its own.
 *
 * Shape: x (N, C, L) or (C, L), weight (C, O/groups, kL), bias (O) → (N, O, L').
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return transposedConvolution(1, x, weight, bias, options)
}

function transposedConvolution(
  rank: 1 | 2,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions,
): Tensor {
  return asBatch(x, rank + 1, (batch) => transposedBatch(rank, batch, weight, bias, options))
}

function transposedBatch(
  rank: 1 | 2,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions,
): Tensor {
  const groups = options.groups ?? 1
  checkTransposed(rank, x, weight, groups)
  const image = asImage(x)
  const filter = asFilter(weight)
  const { window, rows, columns, extra } = geometry(rank, image.handle, filter.handle, options)
  const outputs = weight.shape[1]! * groups
  const computed = [image.handle.shape[0]!, rows, columns, outputs]
  const spread = groupedInputGradient(computed, filter.handle, image.handle, window, groups)
  const output = fromImage(withBias(grown(spread, extra), bias), rank)
  return record(
    'ConvolutionBackward0',
    bias ? [x, weight, bias] : [x, weight],
    output,
    (given, needs) => {
      const whole = asImage(given).handle
      const cut = extra.some((places) => places > 0)
        ? fromHandle(backend.slice(whole, [0, 0, 0, 0], computed), computed)
        : null
      const grad = cut ? cut.handle : whole
      return [
        needs[0] ? fromImage(groupedConvolution(grad, filter.handle, window, groups), rank) : null,
        needs[1]
          ? fromFilter(groupedFilterGradient(grad, filter.handle.shape, image.handle, window, groups), weight)
          : null,
        needs[2] ? fromHandle(biasGradient(whole), bias!.shape) : null,
      ]
    },
    [x, weight],
  )
}

interface Geometry {
  /** Of the convolution whose gradient this is. */
  window: Window2d
  rows: number
  columns: number
  /** Rows and columns at the end that no value of the input reaches. */
  extra: readonly [number, number]
}

/** Output padding takes from the padding at the end; what is more than that is rows and columns of zeros. */
function geometry(rank: 1 | 2, image: Handle, filter: Handle, options: ConvTransposeOptions): Geometry {
  // One dimension is an image of one row.
  const sizes = (value: Size2d, row: number): [number, number] =>
    rank === 1 ? [row, ...(sizesOf(value, 1) as [number])] : (sizesOf(value, 2) as [number, number])
  const stride = sizes(options.stride ?? 1, 1)
  const dilation = sizes(options.dilation ?? 1, 1)
  const padding = sizes(options.padding ?? 0, 0)
  const added = sizes(options.outputPadding ?? 0, 0)
  if (padding.some((p) => p < 0)) throw new RuntimeError('negative padding is not supported')
  checkOutputPadding(added, stride, dilation)
  const axes = [0, 1] as const
  const after = axes.map((i) => Math.max(padding[i] - added[i], 0))
  const reach = axes.map(
    (i) => (image.shape[i + 1]! - 1) * stride[i] + dilation[i] * (filter.shape[i]! - 1) + 1,
  )
  const [rows, columns] = axes.map((i) => reach[i]! - padding[i] - after[i]!) as [number, number]
  const extra = axes.map((i) => Math.max(added[i] - padding[i], 0)) as [number, number]
  if (rows + extra[0] < 1 || columns + extra[1] < 1) {
    // PyTorch, too, sees one dimension as an image of one row here.
    const given = image.shape.slice(1, 3).join(' x ')
    const made = `${rows + extra[0]} x ${columns + extra[1]}`
    throw new RuntimeError(
      `Given input size per channel: (${given}). Calculated output size per channel: (${made}). Output size is too small`,
    )
  }
  const window = { stride, dilation, padding: [padding[0], after[0]!, padding[1], after[1]!] as const }
  return { window, rows, columns, extra }
}

function grown(image: Handle, [rows, columns]: readonly [number, number]): Handle {
  if (rows === 0 && columns === 0) return image
  const padded = backend.pad(image, [[0, 0], [0, rows], [0, columns], [0, 0]], 0) // prettier-ignore
  backend.free(image)
  return padded
}

function checkOutputPadding(
  added: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
): void {
  if (added.every((p, i) => p < stride[i]! || p < dilation[i]!)) return
  throw new RuntimeError(
    `output padding must be smaller than either stride or dilation, but got output_padding_height: ${added[0]} output_padding_width: ${added[1]} ` +
      `stride_height: ${stride[0]} stride_width: ${stride[1]} dilation_height: ${dilation[0]} dilation_width: ${dilation[1]}`,
  )
}

/** Refuses what PyTorch refuses about the shapes of a batch and its filter. */
export function checkTransposed(rank: number, x: Tensor, weight: Tensor, groups: number): void {
  if (x.shape.length !== rank + 2) {
    throw new RuntimeError(
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to conv_transpose${rank}d, but got input of size: ${shapeText(x.shape)}`,
    )
  }
  if (x.shape[1] !== weight.shape[0]) {
    throw new RuntimeError(
      `Given transposed=1, weight of size ${shapeText(weight.shape)}, expected input${shapeText(x.shape)} to have ${weight.shape[0]} channels, but got ${x.shape[1]} channels instead`,
    )
  }
  if (x.shape[1]! % groups === 0) return
  throw new RuntimeError(
    `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size ${shapeText(weight.shape)} instead`,
  )
}
