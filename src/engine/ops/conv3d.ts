import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { layoutOf } from '../core/layout'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { checkShapes, kernelTooLarge, type ConvOptions } from './conv'
import { groupedConvolution, groupedFilterGradient, groupedInputGradient } from './conv-groups'
import { reshape } from './view'

/** N, D, H, W, C in memory. */
const VOLUME = layoutOf([0, 2, 3, 4, 1])!
/** Filters out, in, D, H, W stored as D, H, W, in, out. */
export const VOLUME_FILTER = layoutOf([2, 3, 4, 1, 0])!

type Five = [number, number, number, number, number]
type Three = readonly [number, number, number]

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
  if (x.shape.length === 4) {
    const output = conv3d(reshape(x, [1, ...x.shape], 'UnsqueezeBackward0'), weight, bias, options)
    return reshape(output, output.shape.slice(1), 'SqueezeBackward1')
  }
  const groups = options.groups ?? 1
  checkShapes(3, x, weight, groups)
  const plan = new DepthPlan(x, weight, options)
  const volume = plan.pad(inLayout(x, VOLUME))
  const filter = inLayout(weight, VOLUME_FILTER)
  const taps = plan.taps.map((tap) => ({
    image: plan.slicesAt(volume, tap.begin),
    filter: filterSlice(filter, tap.index),
  }))
  const parts = taps.map((tap) =>
    fromHandle(groupedConvolution(tap.image.handle, tap.filter.handle, plan.window, groups), []),
  )
  const sum = total(parts)
  const biased = bias ? fromHandle(backend.biasAdd(sum.handle, bias.handle), []) : sum
  const output = plan.volume(biased, weight.shape[0]!)
  return record(
    'ConvolutionBackward0',
    bias ? [x, weight, bias] : [x, weight],
    output,
    (given, needs) => {
      const grad = plan.flat(inLayout(given, VOLUME))
      const gradImage = (tap: (typeof taps)[number]): Handle =>
        groupedInputGradient(tap.image.handle.shape, tap.filter.handle, grad.handle, plan.window, groups)
      const gradFilter = (tap: (typeof taps)[number]): Handle =>
        groupedFilterGradient(tap.image.handle, tap.filter.handle.shape, grad.handle, plan.window, groups)
      return [
        needs[0] ? plan.gradient(taps.map((tap) => fromHandle(gradImage(tap), []))) : null,
        needs[1]
          ? stacked(
              taps.map((tap) => fromHandle(gradFilter(tap), [])),
              weight,
            )
          : null,
        needs[2] ? fromHandle(backend.biasAddGrad(grad.handle), bias!.shape) : null,
      ]
    },
    [x, weight],
  )
}

/** How a call goes through the depth of a volume. */
class DepthPlan {
  readonly window: Window2d
  readonly taps: readonly { index: number; begin: number }[]
  private readonly input: Five
  private readonly out: Three
  private readonly front: number
  private readonly back: number
  private readonly step: number

  constructor(
    private readonly x: Tensor,
    weight: Tensor,
    options: ConvOptions,
  ) {
    const stride = triple(options.stride ?? 1)
    const dilation = triple(options.dilation ?? 1)
    const kernel = weight.shape.slice(2) as unknown as Three
    const margins = marginsOf(options.padding ?? 0, kernel, stride, dilation)
    const padded = x.shape.slice(2).map((size, i) => size + margins[i]![0] + margins[i]![1])
    const reach = kernel.map((size, i) => dilation[i]! * (size - 1) + 1)
    if (padded.some((size, i) => size < reach[i]!)) throw kernelTooLarge(padded, reach, 3)
    const [batch, channels, depth, height, width] = x.shape as unknown as Five
    this.input = [batch, depth, height, width, channels]
    this.out = padded.map((size, i) => Math.floor((size - reach[i]!) / stride[i]!) + 1) as unknown as Three
    this.front = margins[0]![0]
    this.back = margins[0]![1]
    this.step = stride[0]
    this.window = {
      stride: [stride[1], stride[2]],
      dilation: [dilation[1], dilation[2]],
      padding: [...margins[1]!, ...margins[2]!] as [number, number, number, number],
    }
    this.taps = Array.from({ length: kernel[0] }, (_, index) => ({ index, begin: index * dilation[0] }))
  }

  /** Zeros before and behind the volume. */
  pad(volume: Tensor): Tensor {
    if (this.front + this.back === 0) return volume
    const paddings = [[0, 0], [this.front, this.back], [0, 0], [0, 0], [0, 0]] as const // prettier-ignore
    return fromHandle(backend.pad(volume.handle, paddings, 0), [])
  }

  /** The slices that one slice of the filter sees, as a batch of images. */
  slicesAt(volume: Tensor, begin: number): Tensor {
    const [batch, , height, width, channels] = this.input
    const { from, end, steps } = this.bounds(begin)
    const slices = fromHandle(backend.stridedSlice(volume.handle, from, end, steps), [])
    return fromHandle(backend.reshape(slices.handle, [batch * this.out[0], height, width, channels]), [])
  }

  /** A batch of images as a volume again. */
  volume(images: Tensor, outputs: number): Tensor {
    const [batch] = this.input
    const handle = backend.reshape(images.handle, [batch, ...this.out, outputs])
    return fromHandle(handle, [batch, outputs, ...this.out], VOLUME)
  }

  /** A volume as a batch of images. */
  flat(volume: Tensor): Tensor {
    const [depth, height, width] = this.out
    const shape = [this.input[0] * depth, height, width, volume.shape[1]!]
    return fromHandle(backend.reshape(volume.handle, shape), [])
  }

  /** The gradient of the input from that of the images of each tap. */
  gradient(images: readonly Tensor[]): Tensor {
    const [batch, depth, height, width, channels] = this.input
    const padded = [batch, depth + this.front + this.back, height, width, channels]
    const placed = images.map((image, index) => {
      const slices = fromHandle(
        backend.reshape(image.handle, [batch, this.out[0], height, width, channels]),
        [],
      )
      const { from, end, steps } = this.bounds(this.taps[index]!.begin)
      return fromHandle(backend.stridedSliceGrad(padded, slices.handle, from, end, steps), [])
    })
    const cut = backend.slice(total(placed).handle, [0, this.front, 0, 0, 0], this.input)
    return fromHandle(cut, this.x.shape, VOLUME)
  }

  /** The places in depth that one slice of the filter sees. */
  private bounds(begin: number): { from: number[]; end: number[]; steps: number[] } {
    const [batch, , height, width, channels] = this.input
    const last = begin + (this.out[0] - 1) * this.step + 1
    return {
      from: [0, begin, 0, 0, 0],
      end: [batch, last, height, width, channels],
      steps: [1, this.step, 1, 1, 1],
    }
  }
}

function filterSlice(filter: Tensor, index: number): Tensor {
  const [, ...rest] = filter.handle.shape as Five
  const slice = fromHandle(backend.slice(filter.handle, [index, 0, 0, 0, 0], [1, ...rest]), [])
  return fromHandle(backend.reshape(slice.handle, rest), [])
}

function stacked(slices: readonly Tensor[], weight: Tensor): Tensor {
  const raised = slices.map((x) => fromHandle(backend.reshape(x.handle, [1, ...x.handle.shape]), []))
  const handles = raised.map((x) => x.handle)
  const handle =
    handles.length === 1 ? backend.reshape(handles[0]!, handles[0]!.shape) : backend.concat(handles, 0)
  return fromHandle(handle, weight.shape, VOLUME_FILTER)
}

function total(parts: readonly Tensor[]): Tensor {
  return parts.length === 1 ? parts[0]! : fromHandle(backend.addN(parts.map((part) => part.handle)), [])
}

function triple(value: number | readonly number[]): Three {
  return typeof value === 'number' ? [value, value, value] : [value[0]!, value[1]!, value[2]!]
}

/** Places before and behind, above and below, left and right. */
function marginsOf(
  padding: number | readonly number[] | 'same' | 'valid',
  kernel: Three,
  stride: Three,
  dilation: Three,
): (readonly [number, number])[] {
  if (padding === 'same') {
    if (stride.some((step) => step !== 1))
      throw new RuntimeError("padding='same' is not supported for strided convolutions")
    return kernel.map((size, i) => {
      const both = dilation[i]! * (size - 1)
      return [Math.floor(both / 2), Math.ceil(both / 2)] as const
    })
  }
  const sides = padding === 'valid' ? ([0, 0, 0] as const) : triple(padding)
  if (sides.some((side) => side < 0)) throw new RuntimeError('negative padding is not supported')
  return sides.map((side) => [side, side] as const)
}
