/** What convolutions of any number of dimensions share: how the filter moves, and what PyTorch refuses about it. */
import { shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'

/** One number for every dimension, or one for each. */
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

/** The same for each dimension that the filter moves along, in full. */
export interface ConvWindow {
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  /** Zeros before and behind. */
  readonly margins: readonly (readonly [number, number])[]
  /** Places from the first tap of the filter to the last, both included. */
  readonly reach: readonly number[]
}

/** What differs by the number of dimensions: one convolution of a batch, and its gradients. */
export interface ConvKernel {
  output(bias: Tensor | null): Tensor
  /** Of the batch, the filter and the bias; null where none is needed. */
  gradients(grad: Tensor, needs: readonly boolean[], bias: Tensor | null): (Tensor | null)[]
}

/** A number for each of `rank` dimensions. */
export function sizesOf(value: Size2d, rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => (typeof value === 'number' ? value : value[i]!))
}

/** Errors: 'same' with a stride, negative padding. */
export function convWindow(rank: number, weight: Tensor, options: ConvOptions): ConvWindow {
  const stride = sizesOf(options.stride ?? 1, rank)
  const dilation = sizesOf(options.dilation ?? 1, rank)
  const reach = dilation.map((steps, i) => steps * (weight.shape[i + 2]! - 1) + 1)
  return { stride, dilation, reach, margins: marginsOf(options.padding ?? 0, reach, stride) }
}

function marginsOf(
  padding: Size2d | 'same' | 'valid',
  reach: readonly number[],
  stride: readonly number[],
): (readonly [number, number])[] {
  if (padding === 'same') {
    if (stride.some((step) => step !== 1))
      throw new RuntimeError("padding='same' is not supported for strided convolutions")
    return reach.map((places) => [Math.floor((places - 1) / 2), Math.ceil((places - 1) / 2)] as const)
  }
  const sides = sizesOf(padding === 'valid' ? 0 : padding, reach.length)
  if (sides.some((side) => side < 0)) throw new RuntimeError('negative padding is not supported')
  return sides.map((side) => [side, side] as const)
}

/** Refuses what PyTorch refuses about the sizes of a batch, its filter and its window. */
export function checkConvolution(
  x: Tensor,
  weight: Tensor,
  { margins, reach }: ConvWindow,
  groups: number,
): void {
  const rank = reach.length
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
  const padded = margins.map(([before, behind], i) => x.shape[i + 2]! + before + behind)
  if (padded.every((size, i) => size >= reach[i]!)) return
  throw new RuntimeError(
    `Calculated padded input size per channel: (${padded.join(' x ')}). Kernel size: (${reach.join(' x ')}). Kernel size can't be greater than actual input size`,
  )
}
