/** Transposed convolutions of volumes: what a convolution of volumes does on its way back, and the other way round. */
import { zeros } from '../core/create'
import { noGrad } from '../core/grad-mode'
import { record } from '../core/record'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { raw2 } from './arithmetic'
import { asBatch } from './batched'
import { checkTransposed, type ConvTransposeOptions } from './conv-transpose'
import { volumeKernel } from './conv-volume'
import { sizesOf, type ConvWindow } from './conv-window'
import { pad } from './pad'
import { reduceRaw } from './reduce'
import { reshapeRaw } from './view'

/**
 * The gradient of conv3d as an operation of its own.
 *
 * Shape: x (N, C, D, H, W) or (C, D, H, W), weight (C, O/groups, kD, kH, kW), bias (O) → (N, O, D', H', W'), each length as for
 * convTranspose2d.
 */
export function convTranspose3d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return asBatch(x, 4, (batch) => transposedBatch(batch, weight, bias, options))
}

function transposedBatch(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions,
): Tensor {
  const groups = options.groups ?? 1
  checkTransposed(3, x, weight, groups)
  const { window, computed, extra } = geometry(x, weight, options)
  const outputs = weight.shape[1]! * groups
  const shape = [x.shape[0]!, outputs, ...computed]
  const spread = noGrad(() => {
    const whole = volumeKernel(zeros(shape), weight, window, groups)
    const made = whole.gradients(x, [true, false, false], null)[0]!
    const wide = pad(made, beyond(extra))
    return bias ? raw2('Add', wide, reshapeRaw(bias, [outputs, 1, 1, 1])) : wide
  })
  return record(
    'ConvolutionBackward0',
    bias ? [x, weight, bias] : [x, weight],
    spread,
    (grad, needs) =>
      noGrad(() => {
        const cut = pad(
          grad,
          beyond(extra).map((places) => -places),
        )
        const kernel = volumeKernel(cut, weight, window, groups)
        return [
          needs[0] ? kernel.output(null) : null,
          needs[1] ? kernel.gradients(x, [false, true, false], null)[1]! : null,
          needs[2] ? reduceRaw('Sum', grad, [0, 2, 3, 4], false) : null,
        ]
      }),
    [x, weight],
  )
}

/** Padding of the end of each dimension, the last first. */
function beyond([depth, height, width]: readonly number[]): number[] {
  return [0, width!, 0, height!, 0, depth!]
}

interface Geometry {
  /** Of the convolution whose way back this is. */
  window: ConvWindow
  /** Sizes that values of the input reach. */
  computed: number[]
  /** Places at the end that none reaches. */
  extra: number[]
}

/** Output padding takes from the padding at the end; what is more than that is places of zeros. */
function geometry(x: Tensor, weight: Tensor, options: ConvTransposeOptions): Geometry {
  const stride = sizesOf(options.stride ?? 1, 3)
  const dilation = sizesOf(options.dilation ?? 1, 3)
  const padding = sizesOf(options.padding ?? 0, 3)
  const added = sizesOf(options.outputPadding ?? 0, 3)
  if (padding.some((size) => size < 0)) throw new RuntimeError('negative padding is not supported')
  if (added.some((size, i) => size >= stride[i]! && size >= dilation[i]!)) {
    const named = (name: string, sizes: readonly number[]): string =>
      ['depth', 'height', 'width'].map((way, i) => `${name}_${way}: ${sizes[i]}`).join(' ')
    throw new RuntimeError(
      `output padding must be smaller than either stride or dilation, but got ${named('output_padding', added)} ${named('stride', stride)} ${named('dilation', dilation)}`,
    )
  }
  const image = x.shape.slice(2)
  const reach = dilation.map((steps, i) => steps * (weight.shape[i + 2]! - 1) + 1)
  const after = padding.map((size, i) => Math.max(size - added[i]!, 0))
  const computed = image.map((size, i) => (size - 1) * stride[i]! + reach[i]! - padding[i]! - after[i]!)
  const extra = padding.map((size, i) => Math.max(added[i]! - size, 0))
  const made = computed.map((size, i) => size + extra[i]!)
  if (made.some((size) => size < 1))
    throw new RuntimeError(
      `Given input size per channel: (${image.join(' x ')}). Calculated output size per channel: (${made.join(' x ')}). Output size is too small`,
    )
  const margins = padding.map((size, i) => [size, after[i]!] as const)
  return { window: { stride, dilation, reach, margins }, computed, extra }
}
