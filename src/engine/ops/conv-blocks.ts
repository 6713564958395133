/**
 * Convolutions of few channels with neighbouring columns taken together. TensorFlow gathers the input of a convolution channel by
 * channel, which is slow for a grey or a coloured image. An image [N, H, W, C] is in memory the same as [N, H, W/b, b·C]; a filter
 * that holds the given one once for each of the b columns, moved by one column each time, gives b columns of the output at once.
 */
import { backend } from '../backend'
import type { Handle, Window2d } from '../backend/types'
import { numel, type Shape } from '../core/shape'

/** Wider blocks multiply with more zeros than the gathering costs. */
const WIDEST = 16
const MOST_CHANNELS = 24
const LARGEST = 300_000

/** A convolution of blocks that equals a given one. */
export interface BlockPlan {
  /** Columns taken together. */
  readonly block: number
  /** [kH, kW in blocks, b·C, b·O]. */
  readonly filter: Shape
  readonly window: Window2d
  /** For each value of the wide filter the place of its value in the narrow one; the place behind the last stands for zero. */
  readonly places: Int32Array
}

const known = new Map<string, readonly BlockPlan[]>()

/** The ways to take columns together in a convolution of an image [N, H, W, C] with a filter [kH, kW, C, O]. */
export function blockPlans(image: Shape, filter: Shape, window: Window2d): readonly BlockPlan[] {
  const width = image[2]!
  const key = [width, filter, window.stride, window.dilation, window.padding].join(' ')
  let plans = known.get(key)
  if (!plans) {
    plans = [...blockWidths(width, filter, window)].flatMap(
      (block) => planOf(block, width, filter, window) ?? [],
    )
    known.set(key, plans)
  }
  return plans
}

/** Widths that divide the image and the output, and that neither add nor lose columns. */
function* blockWidths(
  width: number,
  filter: Shape,
  { stride, dilation, padding }: Window2d,
): Iterable<number> {
  const [, columns, channels] = filter as [number, number, number, number]
  const [, , left, right] = padding
  if ([...stride, ...dilation].some((step) => step !== 1) || Math.min(...padding) < 0) return
  const outputWidth = width + left + right - columns + 1
  for (let block = 2; block <= WIDEST && block * channels <= MOST_CHANNELS; block++) {
    if (width % block === 0 && outputWidth % block === 0) yield block
  }
}

/** Null where the wide filter is so large that filling it costs more than the gathering. */
function planOf(block: number, width: number, filter: Shape, { padding }: Window2d): BlockPlan | null {
  const [rows, columns, channels, outputs] = filter as [number, number, number, number]
  const [top, bottom, left, right] = padding
  const before = Math.ceil(left / block)
  const shift = before * block - left
  const reach = Math.ceil((shift + block - 1 + columns) / block)
  const after = (left + right - columns + 1) / block - before + reach - 1
  const wide = [rows, reach, block * channels, block * outputs]
  if (numel(wide) > LARGEST) return null
  return {
    block,
    filter: wide,
    window: { stride: [1, 1], dilation: [1, 1], padding: [top, bottom, before, after] },
    places: placesOf(filter, wide, block, shift),
  }
}

function placesOf(filter: Shape, wide: Shape, block: number, shift: number): Int32Array {
  const [rows, columns, channels, outputs] = filter as [number, number, number, number]
  const zero = numel(filter)
  const places = new Int32Array(numel(wide))
  let at = 0
  for (let row = 0; row < rows; row++)
    for (let input = 0; input < wide[1]! * block; input++)
      for (let channel = 0; channel < channels; channel++)
        for (let output = 0; output < block; output++) {
          const column = input - output - shift
          const outside = column < 0 || column >= columns
          const first = ((row * columns + column) * channels + channel) * outputs
          for (let o = 0; o < outputs; o++) places[at++] = outside ? zero : first + o
        }
  return places
}

/** The convolution itself. */
export function blockConvolution(image: Handle, filter: Handle, plan: BlockPlan): Handle {
  const filters = widen(filter, plan)
  const images = inBlocks(image, plan)
  return unblocked([images, filters], backend.conv2d(images, filters, plan.window), plan)
}

/** The gradient of the image. */
export function blockInputGradient(image: Shape, filter: Handle, grad: Handle, plan: BlockPlan): Handle {
  const filters = widen(filter, plan)
  const grads = inBlocks(grad, plan)
  const result = backend.conv2dInputGrad(blockShape(image, plan), filters, grads, plan.window)
  return unblocked([grads, filters], result, plan)
}

/** The gradient of a filter of the shape given; the places of a wide filter that hold the same value add up. */
export function blockFilterGradient(image: Handle, filter: Shape, grad: Handle, plan: BlockPlan): Handle {
  const images = inBlocks(image, plan)
  const grads = inBlocks(grad, plan)
  const wide = backend.conv2dFilterGrad!(images, plan.filter, grads, plan.window)
  const places = backend.create(plan.places, plan.filter, 'int32')
  const sums = backend.segmentSum(wide, places, numel(filter) + 1)
  const cut = backend.slice(sums, [0], [numel(filter)])
  const result = backend.reshape(cut, filter)
  for (const handle of [images, grads, wide, places, sums, cut]) backend.free(handle)
  return result
}

function widen(filter: Handle, plan: BlockPlan): Handle {
  const flat = backend.reshape(filter, [numel(filter.shape)])
  const padded = backend.pad(flat, [[0, 1]], 0)
  const places = backend.create(plan.places, plan.filter, 'int32')
  const wide = backend.gather(padded, places, 0)
  for (const handle of [flat, padded, places]) backend.free(handle)
  return wide
}

function blockShape([n, height, width, channels]: Shape, { block }: BlockPlan): Shape {
  return [n!, height!, width! / block, block * channels!]
}

function inBlocks(image: Handle, plan: BlockPlan): Handle {
  return backend.reshape(image, blockShape(image.shape, plan))
}

/** A result in blocks as the image that it is in memory. */
function unblocked(used: readonly Handle[], result: Handle, { block }: BlockPlan): Handle {
  const [n, height, width, channels] = result.shape as [number, number, number, number]
  const image = backend.reshape(result, [n, height, width * block, channels / block])
  for (const handle of [...used, result]) backend.free(handle)
  return image
}
