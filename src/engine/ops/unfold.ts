/** Sliding blocks of images as columns, and columns added back into an image: each is the gradient of the other. */
import { backend } from '../backend'
import { record } from '../core/record'
import { pair, shapeText } from '../core/shape'
import { alias, fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { IndexError, RuntimeError } from '../errors'
import { pad } from './pad'
import type { PoolSize } from './pool'
import { permuteRaw, reshape, reshapeRaw } from './view'

export interface UnfoldOptions {
  /** Steps between the places of a block; default 1. */
  dilation?: PoolSize
  /** Zeros added on each side; default 0. */
  padding?: PoolSize
  /** Steps between the blocks; default 1. */
  stride?: PoolSize
}

type Two = readonly [number, number]

interface Blocks {
  readonly kernel: Two
  readonly dilation: Two
  readonly padding: Two
  readonly stride: Two
  /** How many lie above each other and beside each other. */
  readonly counts: Two
  /** The padded image. */
  readonly size: Two
}

/**
 * The values under a window at each of its places, as columns.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C·kH·kW, L) with L places.
 * Errors: other ranks; no place for the window → `Given input with spatial size (4, 6), …`.
 */
export function unfold(x: Tensor, kernelSize: PoolSize, options: UnfoldOptions = {}): Tensor {
  const rank = x.shape.length
  if (rank === 2)
    throw new IndexError('Dimension out of range (expected to be in range of [-2, 1], but got 2)')
  if (rank !== 3 && rank !== 4)
    throw new RuntimeError(
      `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${shapeText(x.shape)}`,
    )
  const image = x.shape.slice(-2) as unknown as Two
  const blocks = blocksOf(image, kernelSize, options)
  if (blocks.counts.some((count) => count < 1))
    throw new RuntimeError(
      `Given input with spatial size (${image.join(', ')}), ${settings(blocks)}, calculated shape of the array of sliding blocks as (${blocks.counts.join(', ')}), but its components must be at least one.`,
    )
  const [height, width] = blocks.padding
  const padded = height + width > 0 ? pad(x, [width, width, height, height]) : x
  const [batch, channels] = rank === 4 ? (x.shape as Two) : [1, x.shape[0]!]
  const [rows, columns] = blocks.size
  const flat = reshape(padded, [batch * channels, rows * columns])
  const parts = gathered(flat, blocks)
  const [kh, kw] = blocks.kernel
  const shape = [channels * kh * kw, blocks.counts[0] * blocks.counts[1]]
  return reshape(parts, rank === 4 ? [batch, ...shape] : shape, 'Im2ColBackward0')
}

/**
 * Columns of blocks added up where they lie in an image.
 *
 * Shape: (N, C·kH·kW, L) or (C·kH·kW, L) → (N, C, H, W) with the given size.
 * Errors: other ranks; rows that the block does not divide; another number of columns than of places.
 */
export function fold(
  x: Tensor,
  outputSize: PoolSize,
  kernelSize: PoolSize,
  options: UnfoldOptions = {},
): Tensor {
  const rank = x.shape.length
  if (rank !== 2 && rank !== 3)
    throw new RuntimeError(
      `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${shapeText(x.shape)}`,
    )
  const image = pair(outputSize)
  const blocks = blocksOf(image, kernelSize, options)
  const [rows, length] = x.shape.slice(-2) as [number, number]
  checkColumns(rank, [rows, length], image, blocks)
  const [kh, kw] = blocks.kernel
  const channels = rows / (kh * kw)
  const batch = rank === 3 ? x.shape[0]! : 1
  const summed = scattered(reshape(x, [batch * channels, kh * kw * length]), blocks)
  const [height, width] = blocks.padding
  const large = reshape(summed, [...(rank === 3 ? [batch] : []), channels, ...blocks.size])
  const cut = height + width > 0 ? pad(large, [-width, -width, -height, -height]) : large
  return record('Col2ImBackward0', [cut], alias(cut), (grad) => [grad])
}

function blocksOf(image: Two, kernelSize: PoolSize, options: UnfoldOptions): Blocks {
  const kernel = pair(kernelSize)
  const dilation = pair(options.dilation ?? 1)
  const padding = pair(options.padding ?? 0)
  const stride = pair(options.stride ?? 1)
  const size = image.map((length, i) => length + 2 * padding[i]!) as unknown as Two
  const counts = size.map(
    (length, i) => Math.floor((length - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1,
  ) as unknown as Two
  return { kernel, dilation, padding, stride, counts, size }
}

function settings({ kernel, dilation, padding }: Blocks): string {
  return `kernel_size=(${kernel.join(', ')}), dilation=(${dilation.join(', ')}), padding=(${padding.join(', ')})`
}

function checkColumns(rank: number, [rows, length]: Two, image: Two, blocks: Blocks): void {
  const { kernel, counts, stride } = blocks
  if (rows % (kernel[0] * kernel[1]) !== 0)
    throw new RuntimeError(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=(${kernel.join(', ')}).`,
    )
  const places = counts[0] * counts[1]
  if (length === places && counts[0] > 0) return
  throw new RuntimeError(
    `Given output_size=(${image.join(', ')}), ${settings(blocks)}, stride=(${stride.join(', ')}), expected size of input's dimension 2 to match the calculated number of sliding blocks ${counts[0]} * ${counts[1]} = ${places}, but got input.size(2)=${length}.`,
  )
}

/** For each place of a block, and each block, where in the padded image it lies. */
function placesOf({ kernel, dilation, stride, counts, size }: Blocks): Tensor {
  const places: number[] = []
  for (let i = 0; i < kernel[0]; i++)
    for (let j = 0; j < kernel[1]; j++)
      for (let row = 0; row < counts[0]; row++)
        for (let column = 0; column < counts[1]; column++)
          places.push((row * stride[0] + i * dilation[0]) * size[1] + column * stride[1] + j * dilation[1])
  return fromValues(Int32Array.from(places), [places.length], 'int64')
}

/** Rows of pixels to rows of the pixels that blocks see. */
function gathered(x: Tensor, blocks: Blocks): Tensor {
  const places = placesOf(blocks)
  return record('Im2ColBackward0', [x], gatherRaw(x, places), (grad) => [scatterRaw(grad, places, blocks)])
}

function scattered(x: Tensor, blocks: Blocks): Tensor {
  const places = placesOf(blocks)
  return record('Col2ImBackward0', [x], scatterRaw(x, places, blocks), (grad) => [gatherRaw(grad, places)])
}

function gatherRaw(x: Tensor, places: Tensor): Tensor {
  const plain = inLayout(x, null)
  return fromHandle(backend.gather(plain.handle, places.handle, 1), [x.shape[0]!, places.shape[0]!])
}

function scatterRaw(x: Tensor, places: Tensor, { size }: Blocks): Tensor {
  const rows = inLayout(permuteRaw(x, [1, 0]), null)
  const count = size[0] * size[1]
  const sums = fromHandle(backend.segmentSum(rows.handle, places.handle, count), [count, x.shape[0]!])
  return reshapeRaw(inLayout(permuteRaw(sums, [1, 0]), null), [x.shape[0]!, count])
}
