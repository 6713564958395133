/** Convolutions of volumes, of which the backend has none: sums over the depth of the filter of convolutions of images. */
import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { layoutOf } from '../core/layout'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { biasGradient } from './bias'
import { groupedConvolution, groupedFilterGradient, groupedInputGradient } from './conv-groups'
import type { ConvKernel, ConvWindow } from './conv-window'

/** N, D, H, W, C in memory. */
const VOLUME = layoutOf([0, 2, 3, 4, 1])!
/** Filters out, in, D, H, W stored as D, H, W, in, out. */
export const VOLUME_FILTER = layoutOf([2, 3, 4, 1, 0])!

type Five = [number, number, number, number, number]
type Three = readonly [number, number, number]

/** A convolution of x (N, C, D, H, W). */
export function volumeKernel(x: Tensor, weight: Tensor, window: ConvWindow, groups: number): ConvKernel {
  const plan = new DepthPlan(x, weight, window)
  const volume = plan.pad(inLayout(x, VOLUME))
  const filter = inLayout(weight, VOLUME_FILTER)
  const taps = plan.taps.map((tap) => ({
    image: plan.slicesAt(volume, tap.begin),
    filter: filterSlice(filter, tap.index),
  }))
  return {
    output: (bias) => {
      const parts = taps.map((tap) =>
        fromHandle(groupedConvolution(tap.image.handle, tap.filter.handle, plan.window, groups), []),
      )
      const sum = total(parts)
      const biased = bias ? fromHandle(backend.biasAdd(sum.handle, bias.handle), []) : sum
      return plan.volume(biased, weight.shape[0]!)
    },
    gradients: (given, needs, bias) => {
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
        needs[2] ? fromHandle(biasGradient(grad.handle), bias!.shape) : null,
      ]
    },
  }
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
    { stride, dilation, margins, reach }: ConvWindow,
  ) {
    const [batch, channels, depth, height, width] = x.shape as unknown as Five
    this.input = [batch, depth, height, width, channels]
    this.out = [depth, height, width].map((size, i) => {
      const padded = size + margins[i]![0] + margins[i]![1]
      return Math.floor((padded - reach[i]!) / stride[i]!) + 1
    }) as unknown as Three
    this.front = margins[0]![0]
    this.back = margins[0]![1]
    this.step = stride[0]!
    this.window = {
      stride: [stride[1]!, stride[2]!],
      dilation: [dilation[1]!, dilation[2]!],
      padding: [...margins[1]!, ...margins[2]!],
    }
    this.taps = Array.from({ length: weight.shape[2]! }, (_, index) => ({
      index,
      begin: index * dilation[0]!,
    }))
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
