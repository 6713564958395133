import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import type { Shape } from '../core/shape'
import { numel } from '../core/shape'
import { blockConvolution, blockFilterGradient, blockInputGradient, blockPlans } from './conv-blocks'
import { fastest, worthTiming, type Candidate } from './fastest'

/** A convolution of images [N, H, W, C] with filters [kH, kW, C, O]. */
export function convForward(image: Handle, filter: Handle, window: Window2d): Handle {
  const work = numel(image.shape) * (numel(filter.shape) / filter.shape[2]!)
  if (!worthTiming(work)) return backend.conv2d(image, filter, window)
  return fastest(`output ${key(image.shape, filter.shape, window)}`, work, [
    () => backend.conv2d(image, filter, window),
    ...blockPlans(image.shape, filter.shape, window).map(
      (plan) => () => blockConvolution(image, filter, plan),
    ),
  ])
}

/**
 * The gradient of a convolution's input [N, H, W, C]. TensorFlow's own kernel knows no dilation; the forward convolution of the
 * gradient with the rotated filter gives the same and is often quicker.
 */
export function convInputGradient(inputShape: Shape, filter: Handle, grad: Handle, window: Window2d): Handle {
  const { stride, dilation } = window
  const candidates: Candidate[] = []
  const margin = rotatedPadding(filter.shape, window)
  const turned = margin.every((p) => p >= 0)
  if (turned) candidates.push(() => rotatedConvolution(inputShape, filter, grad, window, margin))
  const undilated = dilation[0] === 1 && dilation[1] === 1
  if (undilated) candidates.push(() => backend.conv2dInputGrad(inputShape, filter, grad, window))
  if (undilated && (backend.oneDnn || stride[0] > 1 || stride[1] > 1)) candidates.reverse()
  if (candidates.length === 0)
    candidates.push(() => croppedRotatedConvolution(inputShape, filter, grad, window))
  const work = workOf(grad.shape, filter.shape)
  if (worthTiming(work)) {
    for (const plan of blockPlans(inputShape, filter.shape, window))
      candidates.push(() => blockInputGradient(inputShape, filter, grad, plan))
  }
  return fastest(`input ${key(inputShape, filter.shape, window)}`, work, candidates)
}

/** The gradient of a convolution's filter [kH, kW, C, O]. */
export function convFilterGradient(x: Handle, filterShape: Shape, grad: Handle, window: Window2d): Handle {
  const { dilation } = window
  const candidates: Candidate[] = [() => transposedConvolution(x, filterShape, grad, window)]
  if (backend.conv2dFilterGrad && dilation[0] === 1 && dilation[1] === 1) {
    candidates.unshift(() => backend.conv2dFilterGrad!(x, filterShape, grad, window))
  }
  const work = workOf(grad.shape, filterShape)
  if (backend.conv2dFilterGrad && worthTiming(work)) {
    for (const plan of blockPlans(x.shape, filterShape, window))
      candidates.push(() => blockFilterGradient(x, filterShape, grad, plan))
  }
  return fastest(`filter ${key(x.shape, filterShape, window)}`, work, candidates)
}

function key(image: Shape, filter: Shape, { stride, dilation, padding }: Window2d): string {
  return [image, filter, stride, dilation, padding].join(' ')
}

function workOf(grad: Shape, filter: Shape): number {
  return (numel(grad) * numel(filter)) / filter[3]!
}

function rotatedPadding(filter: Shape, { dilation, padding }: Window2d): [number, number, number, number] {
  const rows = dilation[0] * (filter[0]! - 1)
  const columns = dilation[1] * (filter[1]! - 1)
  return [rows - padding[0], rows - padding[1], columns - padding[2], columns - padding[3]]
}

function rotatedConvolution(
  inputShape: Shape,
  filter: Handle,
  grad: Handle,
  window: Window2d,
  margin: readonly [number, number, number, number],
): Handle {
  const spread = spreadGradient(inputShape, filter.shape, grad, window)
  const rotated = backend.reverse(filter, [0, 1])
  const turned = backend.transpose(rotated, [0, 1, 3, 2])
  const result = backend.conv2d(spread, turned, {
    stride: [1, 1],
    dilation: window.dilation,
    padding: margin,
  })
  backend.free(rotated)
  backend.free(turned)
  if (spread !== grad) backend.free(spread)
  return result
}

/** Padding wider than the filter reaches: rows that only saw zeros are computed and cut away. */
function croppedRotatedConvolution(
  inputShape: Shape,
  filter: Handle,
  grad: Handle,
  window: Window2d,
): Handle {
  const [n, h, w, c] = inputShape as [number, number, number, number]
  const [top, bottom, left, right] = window.padding
  const padded = [n, h + top + bottom, w + left + right, c]
  const unpadded: Window2d = { ...window, padding: [0, 0, 0, 0] }
  const whole = rotatedConvolution(padded, filter, grad, unpadded, rotatedPadding(filter.shape, unpadded))
  const result = backend.slice(whole, [0, top, left, 0], inputShape)
  backend.free(whole)
  return result
}

/** The gradient with zeros between its rows and columns where the convolution had taken steps. */
function spreadGradient(
  inputShape: Shape,
  filter: Shape,
  grad: Handle,
  { stride, dilation, padding }: Window2d,
): Handle {
  if (stride[0] === 1 && stride[1] === 1) return grad
  const [n, , , channels] = grad.shape as [number, number, number, number]
  const height = inputShape[1]! + padding[0] + padding[1] - dilation[0] * (filter[0]! - 1)
  const width = inputShape[2]! + padding[2] + padding[3] - dilation[1] * (filter[1]! - 1)
  const shape = [n, height, width, channels]
  return backend.stridedSliceGrad(shape, grad, [0, 0, 0, 0], shape, [1, ...stride, 1])
}

/** Images and channels exchanged, the gradient is a filter that slides over the input in steps of the dilation. */
function transposedConvolution(
  x: Handle,
  filterShape: Shape,
  grad: Handle,
  { stride, dilation, padding }: Window2d,
): Handle {
  const images = backend.transpose(x, [3, 1, 2, 0])
  const filters = backend.transpose(grad, [1, 2, 0, 3])
  const product = backend.conv2d(images, filters, { stride: dilation, dilation: stride, padding })
  const [channels, , , outputs] = product.shape as [number, number, number, number]
  const [rows, columns] = filterShape as [number, number]
  const exact = product.shape[1] === rows && product.shape[2] === columns
  const cut = exact ? product : backend.slice(product, [0, 0, 0, 0], [channels, rows, columns, outputs])
  const result = backend.transpose(cut, [1, 2, 0, 3])
  for (const handle of new Set([images, filters, product, cut])) backend.free(handle)
  return result
}
