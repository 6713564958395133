import { backend } from '../backend'
import { CHANNELS_LAST } from '../core/layout'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { NotImplementedError, RuntimeError, ValueError } from '../errors'
import { raw2 } from './arithmetic'
import { matrixOf, resample } from './resample'

export type InterpolateMode = 'nearest' | 'linear' | 'bilinear'

export interface InterpolateOptions {
  /** The size of the output, for each dimension after the channels; or else `scaleFactor`. */
  size?: number | readonly number[] | null
  /** How many times larger the output is. */
  scaleFactor?: number | readonly number[] | null
  /** Default 'nearest'. */
  mode?: InterpolateMode
  /** Lay the centres of the corners of input and output on each other; only for linear modes. Default false. */
  alignCorners?: boolean | null
}

/** One direction of the output. */
interface Axis {
  input: number
  output: number
  /** Steps in the input for one step in the output. */
  step: number
}

/**
 * Images or signals made larger or smaller, each place from the nearest one or from its neighbours.
 *
 * Shape: (N, C, L) → (N, C, L') or (N, C, H, W) → (N, C, H', W').
 * Errors: neither or both of size and scale_factor; a mode for another number of dimensions.
 */
export function interpolate(
  x: Tensor,
  { size = null, scaleFactor = null, mode = 'nearest', alignCorners = null }: InterpolateOptions,
): Tensor {
  const rank = x.shape.length - 2
  checkMode(mode, rank, alignCorners, x)
  const axes = axesOf(x, size, scaleFactor, alignCorners ?? false).map((axis) => asPyTorch(axis, mode, rank))
  if (mode === 'nearest') return nearest(x, axes)
  const [rows, columns] = [rank === 2 ? axes[0]! : null, axes.at(-1)!]
  const matrix = (axis: Axis): Tensor =>
    matrixOf(axis.output, axis.input, (place) => neighbours(axis, place, alignCorners ?? false))
  const name = rank === 2 ? 'UpsampleBilinear2DBackward0' : 'UpsampleLinear1DBackward0'
  return resample(name, x, { rows: rows && matrix(rows), columns: matrix(columns) })
}

/** PyTorch copies a direction that stays as long, and doubles exactly, whatever the factor; only a signal's nearest places follow it. */
function asPyTorch(axis: Axis, mode: InterpolateMode, rank: number): Axis {
  if (mode === 'nearest' && rank === 1) return axis
  if (axis.output === axis.input) return { ...axis, step: 1 }
  return mode === 'nearest' && axis.output === 2 * axis.input ? { ...axis, step: 0.5 } : axis
}

function nearest(x: Tensor, axes: readonly Axis[]): Tensor {
  const name = `UpsampleNearest${axes.length}DBackward0`
  const factors = axes.map(({ input, output }) => output / input)
  const whole = axes.every(
    ({ step }, i) => Number.isInteger(factors[i]) && step === Math.fround(1 / factors[i]!),
  )
  if (axes.length === 2 && whole) return repeatedPixels(name, x, factors as [number, number])
  const matrix = (axis: Axis): Tensor =>
    matrixOf(axis.output, axis.input, (place) => [
      [Math.min(Math.floor(Math.fround(place * axis.step)), axis.input - 1), 1],
    ])
  const [rows, columns] = [axes.length === 2 ? axes[0]! : null, axes.at(-1)!]
  return resample(name, x, { rows: rows && matrix(rows), columns: matrix(columns) })
}

/** Each pixel as a block of equal ones: what the gradient of mean pooling does, times the size of a block. */
function repeatedPixels(name: string, x: Tensor, [rows, columns]: [number, number]): Tensor {
  const image = inLayout(x, CHANNELS_LAST)
  const [batch, channels, height, width] = x.shape as [number, number, number, number]
  const window = { size: [rows, columns], stride: [rows, columns] } as const
  const block = rows * columns
  const large = [batch, height * rows, width * columns, channels]
  const output = fromHandle(
    backend.avgPoolGrad(large, raw2('Mul', image, block).handle, window),
    [batch, channels, height * rows, width * columns],
    CHANNELS_LAST,
  )
  return record(name, [x], output, (grad) => {
    const means = fromHandle(
      backend.avgPool(inLayout(grad, CHANNELS_LAST).handle, window),
      x.shape,
      CHANNELS_LAST,
    )
    return [raw2('Mul', means, block)]
  })
}

function* neighbours(axis: Axis, place: number, alignCorners: boolean): Iterable<[number, number]> {
  const source = alignCorners
    ? Math.fround(axis.step * place)
    : Math.max(Math.fround(axis.step * (place + 0.5) - 0.5), 0)
  const first = Math.min(Math.floor(source), axis.input - 1)
  const share = Math.min(source - first, 1)
  yield [first, 1 - share]
  yield [Math.min(first + 1, axis.input - 1), share]
}

function axesOf(
  x: Tensor,
  size: InterpolateOptions['size'],
  scaleFactor: InterpolateOptions['scaleFactor'],
  alignCorners: boolean,
): Axis[] {
  const inputs = x.shape.slice(2)
  if (size !== null && size !== undefined && scaleFactor !== null && scaleFactor !== undefined)
    throw new ValueError('only one of size or scale_factor should be defined')
  const given = size ?? scaleFactor
  if (given === null || given === undefined)
    throw new ValueError('either size or scale_factor should be defined')
  const list = typeof given === 'number' ? inputs.map(() => given) : given
  if (list.length !== inputs.length) throw wrongCount(inputs, list, size === null || size === undefined)
  const axes = inputs.map((input, i) => {
    const output = size ? list[i]! : Math.floor(input * list[i]!)
    const plain = size ? input / output : 1 / list[i]!
    const step = alignCorners ? (output > 1 ? (input - 1) / (output - 1) : 0) : plain
    return { input, output, step: Math.fround(step) }
  })
  if (axes.some(({ output }) => output < 1)) {
    const named = (of: (axis: Axis) => number): string =>
      axes.map((axis, i) => `${axes.length === 1 ? 'W' : 'HW'[i]}: ${of(axis)}`).join(', ')
    throw new RuntimeError(
      `Input and output sizes should be greater than 0, but got input (${named((axis) => axis.input)}) output (${named((axis) => axis.output)})`,
    )
  }
  return axes
}

function wrongCount(inputs: readonly number[], list: readonly number[], scales: boolean): ValueError {
  const values = `(${list.map((value) => (scales && Number.isInteger(value) ? `${value}.0` : value)).join(', ')})`
  const [what, given, format, letter] = scales
    ? ['scale_factor', `scale_factor of shape ${values}`, 'scale_factor', 's']
    : ['output', `output size of ${values}`, 'output size', 'o']
  return new ValueError(
    `Input and ${what} must have the same number of spatial dimensions, but got input with spatial dimensions of [${inputs.join(', ')}] and ${given}. ` +
      `Please provide input tensor in (N, C, d1, d2, ...,dK) format and ${format} in (${letter}1, ${letter}2, ...,${letter}K) format.`,
  )
}

function checkMode(mode: string, rank: number, alignCorners: boolean | null, x: Tensor): void {
  if (mode === 'nearest' && alignCorners !== null) {
    throw new ValueError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
    )
  }
  if (rank < 1 || rank > 3) {
    throw new NotImplementedError(
      `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${x.shape.length}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`,
    )
  }
  const fits = mode === 'nearest' ? rank === 1 || rank === 2 : rank === (mode === 'linear' ? 1 : 2)
  if (fits) return
  throw new NotImplementedError(
    `Got ${x.shape.length}D input, but ${mode} mode needs ${mode === 'linear' ? '3D' : mode === 'bilinear' ? '4D' : '3D or 4D'} input`,
  )
}
