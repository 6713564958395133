import { backend } from '../backend'
import { isGradEnabled } from '../core/grad-mode'
import { CHANNELS_LAST } from '../core/layout'
import { record } from '../core/record'
import { shapeText } from '../core/shape'
import { fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { asOneRow } from './batched'
import { withNaN } from './nan'
import { avgPoolOver, maxPoolOver, poolingOf, type PoolAxis } from './pool'
import { mean } from './reduce'
import { matrixOf, resample, resampleRaw } from './resample'
import { reshape } from './view'

/** The size of the output; null keeps a length. */
export type OutputSize = number | null | readonly (number | null)[]

/**
 * The mean of windows that divide an image as evenly as can be: output place i sees ⌊i·H/H'⌋ to ⌈(i + 1)·H/H'⌉.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: OutputSize): Tensor {
  const [height, width] = target('adaptive_avg_pool2d', x, outputSize)
  const name = 'AdaptiveAvgPool2DBackward0'
  if (height === 1 && width === 1) return mean(x, [-1, -2], { keepdim: true })
  if (x.shape.length === 4) {
    const axes = evenAxes(x, height, width)
    if (axes) return avgPoolOver(x, axes, {}, name)
  }
  const averages = (output: number, input: number): Tensor | null =>
    output === input ? null : matrixOf(output, input, (place) => averaged(windowAt(place, output, input)))
  return resample(name, x, {
    rows: averages(height, x.shape.at(-2)!),
    columns: averages(width, x.shape.at(-1)!),
  })
}

/**
 * The largest value of windows that divide an image as evenly as can be; the gradient goes to the first of equals.
 *
 * Shape: (N, C, H, W) or (C, H, W) → (N, C, H', W').
 */
export function adaptiveMaxPool2d(x: Tensor, outputSize: OutputSize): Tensor {
  const [height, width] = target('adaptive_max_pool2d', x, outputSize)
  const name = 'AdaptiveMaxPool2DBackward0'
  if (x.shape.length === 3) {
    const pooled = adaptiveMaxPool2d(reshape(x, [1, ...x.shape], 'UnsqueezeBackward0'), [height, width])
    return reshape(pooled, pooled.shape.slice(1), name)
  }
  const axes = evenAxes(x, height, width)
  return withNaN(x, (image, finite) =>
    axes ? maxPoolOver(image, axes, name, finite) : unevenMaxPool(name, image, [height, width], finite),
  )
}

/** As adaptiveAvgPool2d, for signals: (N, C, L) or (C, L) → (N, C, L'). */
export function adaptiveAvgPool1d(x: Tensor, outputSize: OutputSize): Tensor {
  return inOneRow('adaptive_avg_pool1d', x, outputSize, adaptiveAvgPool2d)
}

/** As adaptiveMaxPool2d, for signals: (N, C, L) or (C, L) → (N, C, L'). */
export function adaptiveMaxPool1d(x: Tensor, outputSize: OutputSize): Tensor {
  return inOneRow('adaptive_max_pool1d', x, outputSize, adaptiveMaxPool2d)
}

/** The lengths of an adaptive pooling for the largest values; null keeps one. Errors: another number of dimensions. */
export function adaptiveSizes(x: Tensor, outputSize: OutputSize, rank: 1 | 2): readonly (number | null)[] {
  if (rank === 2) return target('adaptive_max_pool2d', x, outputSize)
  checkRow('adaptive_max_pool1d', x)
  return [typeof outputSize === 'object' && outputSize !== null ? outputSize[0]! : outputSize]
}

function inOneRow(
  name: string,
  x: Tensor,
  outputSize: OutputSize,
  pool: (x: Tensor, outputSize: OutputSize) => Tensor,
): Tensor {
  checkRow(name, x)
  const length = typeof outputSize === 'object' && outputSize !== null ? outputSize[0]! : outputSize
  return asOneRow(x, (row) => pool(row, [1, length]))
}

function checkRow(name: string, x: Tensor): void {
  if (x.shape.length !== 2 && x.shape.length !== 3) {
    throw new RuntimeError(
      `Expected 2 to 3 dimensions, but got ${x.shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`,
    )
  }
}

function target(name: string, x: Tensor, outputSize: OutputSize): [number, number] {
  if (x.shape.length !== 3 && x.shape.length !== 4) {
    const colon = name === 'adaptive_max_pool2d' ? ':' : ''
    throw new RuntimeError(`${name}(): Expected 3D or 4D tensor, but got${colon} ${shapeText(x.shape)}`)
  }
  const sizes = typeof outputSize === 'object' && outputSize !== null ? outputSize : [outputSize, outputSize]
  return [sizes[0] ?? x.shape.at(-2)!, sizes[1] ?? x.shape.at(-1)!]
}

/** The windows of a plain pooling, where the output divides the input. */
function evenAxes(x: Tensor, height: number, width: number): [PoolAxis, PoolAxis] | null {
  const [rows, columns] = [x.shape[2]!, x.shape[3]!]
  if (rows % height !== 0 || columns % width !== 0) return null
  const axis = (input: number, output: number): PoolAxis => {
    const size = input / output
    return { size, stride: size, dilation: 1, input, output, before: 0, after: 0, padding: 0 }
  }
  return [axis(rows, height), axis(columns, width)]
}

/** What place of the output sees of a direction. */
export function windowAt(place: number, output: number, input: number): { start: number; end: number } {
  return {
    start: Math.floor((place * input) / output),
    end: Math.ceil(((place + 1) * input) / output),
  }
}

function* averaged({ start, end }: { start: number; end: number }): Iterable<[number, number]> {
  for (let from = start; from < end; from++) yield [from, 1 / (end - start)]
}

/** Rows and columns repeated until all windows are of one size and apart; the last of a short window comes again. */
function unevenMaxPool(
  name: string,
  x: Tensor,
  [height, width]: readonly [number, number],
  finite: boolean,
): Tensor {
  const image = inLayout(x, CHANNELS_LAST)
  const [batch, channels] = x.shape as [number, number]
  const rows = repeated(height, x.shape[2]!)
  const columns = repeated(width, x.shape[3]!)
  const tall = fromHandle(backend.gather(image.handle, rows.places.handle, 1), [])
  const whole = fromHandle(backend.gather(tall.handle, columns.places.handle, 2), [])
  const size = [rows.size, columns.size] as const
  const window = { size, stride: size }
  const pooling = poolingOf(whole, window, { finite, withGradient: isGradEnabled() && x.requiresGrad })
  const output = fromHandle(pooling.output, [batch, channels, height, width], CHANNELS_LAST)
  return record(
    name,
    [x],
    output,
    (grad) => {
      const laid = inLayout(grad, CHANNELS_LAST)
      const spread = pooling.gradient(output, laid)
      const shape = [batch, channels, height * rows.size, width * columns.size]
      const matrices = { rows: rows.matrix, columns: columns.matrix }
      return [resampleRaw(fromHandle(spread, shape, CHANNELS_LAST), matrices, true)]
    },
    [x],
  )
}

/** Which place of the input each place of equal windows repeats, as indices and as a matrix. */
function repeated(output: number, input: number): { size: number; places: Tensor; matrix: Tensor } {
  const windows = Array.from({ length: output }, (_, place) => windowAt(place, output, input))
  const size = Math.max(...windows.map(({ start, end }) => end - start))
  const places = windows.flatMap(({ start, end }) =>
    Array.from({ length: size }, (_, i) => Math.min(start + i, end - 1)),
  )
  return {
    size,
    places: fromValues(Int32Array.from(places), [places.length], 'int64'),
    matrix: matrixOf(places.length, input, (place) => [[places[place]!, 1]]),
  }
}
