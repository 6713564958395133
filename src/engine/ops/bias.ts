/** A bias on images [N, H, W, C], forward and backward. TensorFlow goes slowly over a last dimension of few values. */
import { backend } from '../backend'
import type { Handle } from '../backend/types'
import { numel, type Shape } from '../core/shape'
import { fastest, worthTiming } from './fastest'

/** Few channels: rows of all channels of an image are longer than those of one pixel. */
const NARROW = 32
/** Of so few channels whole rows of pixels are added about as quickly as pixels, and lose less: fewer sums lie behind each other. */
const FEW = 16
/** So many pixels are few enough to be added one after the other. */
const SHORT = 256
/** What adding one value costs beside a multiply-add of a convolution. */
const COST = 8

/** image + bias, one value a channel. */
export function addBias(image: Handle, bias: Handle): Handle {
  const channels = bias.shape[0]!
  const work = COST * numel(image.shape)
  if (channels > NARROW || !worthTiming(work)) return backend.biasAdd(image, bias)
  return fastest(`bias ${image.shape.join(' ')}`, work, [
    () => backend.biasAdd(image, bias),
    () => addTiled(image, bias),
  ])
}

/** The sum of a gradient [N, H, W, C] over all but its channels. */
export function biasGradient(grad: Handle): Handle {
  const channels = grad.shape.at(-1)!
  if (channels <= FEW && numel(grad.shape) > SHORT * channels) return sumOfRows(grad)
  const work = COST * numel(grad.shape)
  if (channels > NARROW || !worthTiming(work)) return backend.biasAddGrad(grad)
  return fastest(`bias gradient ${grad.shape.join(' ')}`, work, [
    () => backend.biasAddGrad(grad),
    () => sumOfRows(grad),
    () => productWithOnes(grad),
  ])
}

function addTiled(image: Handle, bias: Handle): Handle {
  const [n, ...rest] = image.shape as [number, ...number[]]
  const pixels = numel(rest) / bias.shape[0]!
  const tiled = backend.tile(bias, [pixels])
  const rows = backend.reshape(image, [n, numel(rest)])
  const sum = backend.biasAdd(rows, tiled)
  const result = backend.reshape(sum, image.shape)
  for (const handle of [tiled, rows, sum]) backend.free(handle)
  return result
}

/** All rows of pixels added up, then the pixels of that row. */
function sumOfRows(grad: Handle): Handle {
  const [width, channels] = grad.shape.slice(-2) as [number, number]
  const rows = backend.reshape(grad, [numel(grad.shape) / (width * channels), width * channels])
  const sums = backend.biasAddGrad(rows)
  const pixels = backend.reshape(sums, [width, channels])
  const result = backend.biasAddGrad(pixels)
  for (const handle of [rows, sums, pixels]) backend.free(handle)
  return result
}

function productWithOnes(grad: Handle): Handle {
  const channels = grad.shape.at(-1)!
  const count = numel(grad.shape) / channels
  const ones = onesOf([1, count])
  const rows = backend.reshape(grad, [count, channels])
  const sums = backend.matmul(ones, rows, false, false)
  const result = backend.reshape(sums, [channels])
  for (const handle of [ones, rows, sums]) backend.free(handle)
  return result
}

function onesOf(shape: Shape): Handle {
  return backend.fill(shape, 1, 'float32')
}
