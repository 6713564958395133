/** Convolutions of images, and of signals as images of one row, on the backend's own kernels. */
import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { CHANNELS_LAST, FILTER } from '../core/layout'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { addBias, biasGradient } from './bias'
import { groupedConvolution, groupedFilterGradient, groupedInputGradient } from './conv-groups'
import type { ConvKernel, ConvWindow } from './conv-window'
import { reshapeRaw } from './view'

/** A convolution of x (N, C, H, W) or (N, C, L). */
export function imageKernel(x: Tensor, weight: Tensor, given: ConvWindow, groups: number): ConvKernel {
  const rank = x.shape.length - 2
  const window = imageWindow(given)
  const image = asImage(x)
  const filter = asFilter(weight)
  return {
    output: (bias) =>
      fromImage(withBias(groupedConvolution(image.handle, filter.handle, window, groups), bias), rank),
    gradients: (grad, needs, bias) => {
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
  }
}

/** One dimension is a single row, along which the filter does not move. */
function imageWindow({ stride, dilation, margins }: ConvWindow): Window2d {
  const columns = margins.at(-1)!
  if (margins.length === 1)
    return { stride: [1, stride[0]!], dilation: [1, dilation[0]!], padding: [0, 0, ...columns] }
  return {
    stride: [stride[0]!, stride[1]!],
    dilation: [dilation[0]!, dilation[1]!],
    padding: [...margins[0]!, ...columns],
  }
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
