import { backend } from '../backend'
import { CHANNELS_LAST } from '../core/layout'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { NotImplementedError, RuntimeError, ValueError } from '../errors'
import { raw2 } from './arithmetic'
import { matrixOf, resample } from './resample'
import { reshape } from './view'

export type InterpolateMode = 'nearest' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear'

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
 * Signals, images or volumes made larger or smaller, each place from the nearest one or from its neighbours.
 *
 * Shape: (N, C, L) → (N, C, L'), (N, C, H, W) → (N, C, H', W') or (N, C, D, H, W) → (N, C, D', H', W').
 * Errors: neither or both of size and scale_factor; a mode for another number of dimensions.
 */
export function interpolate(
  x: Tensor,
  { size = null, scaleFactor = null, mode = 'nearest', alignCorners = null }: InterpolateOptions,
): Tensor {
  const rank = x.shape.length - 2
  checkMode(mode, rank, alignCorners, x)
  const given = axesOf(x, size, scaleFactor, alignCorners ?? false)
  checkRank(mode, rank, x)
  const axes = given.map((axis) => asPyTorch(axis, mode, rank))
  if (mode === 'nearest') return nearest(x, axes)
  const near = mode === 'bicubic' ? cubicNeighbours : neighbours
  return resampled(NAMES[mode], x, axes, (axis, place) => near(axis, place, alignCorners ?? false))
}

const NAMES = {
  linear: 'UpsampleLinear1DBackward0',
  bilinear: 'UpsampleBilinear2DBackward0',
  bicubic: 'UpsampleBicubic2DBackward0',
  trilinear: 'UpsampleTrilinear3DBackward0',
} as const

/** Each direction by a matrix of the parts that its places take of the input; `name` is PyTorch's. */
function resampled(
  name: string,
  x: Tensor,
  axes: readonly Axis[],
  parts: (axis: Axis, place: number) => Iterable<readonly [number, number]>,
): Tensor {
  const [columns, rows, slices] = axes
    .map((axis) => matrixOf(axis.output, axis.input, (place) => parts(axis, place)))
    .toReversed() as [Tensor, Tensor?, Tensor?]
  if (!slices) return resample(name, x, { rows: rows ?? null, columns })
  const [batch, channels, depth, height, width] = x.shape as [number, number, number, number, number]
  const flat = reshape(x, [batch * channels, depth, height * width])
  const deep = resample(name, flat, { rows: slices, columns: null })
  const images = reshape(deep, [batch * channels * axes[0]!.output, height, width])
  const wide = resample(name, images, { rows: rows ?? null, columns })
  return reshape(wide, [batch, channels, ...axes.map(({ output }) => output)], name)
}

/** PyTorch copies a direction that stays as long, and doubles exactly, whatever the factor; only the nearest places of signals and volumes follow it. */
function asPyTorch(axis: Axis, mode: InterpolateMode, rank: number): Axis {
  if (mode === 'nearest' && rank !== 2) return axis
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
  return resampled(name, x, axes, (axis, place) => [
    [Math.min(Math.floor(Math.fround(place * axis.step)), axis.input - 1), 1],
  ])
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

/** Four places, by the cubic of Keys (1981) with a = −0.75; beyond the ends they are the ends again. */
function* cubicNeighbours(axis: Axis, place: number, alignCorners: boolean): Iterable<[number, number]> {
  const source = alignCorners ? axis.step * place : axis.step * (place + 0.5) - 0.5
  const first = Math.floor(source)
  for (let tap = -1; tap <= 2; tap++) {
    const distance = Math.abs(source - first - tap)
    const from = Math.min(Math.max(first + tap, 0), axis.input - 1)
    yield [from, distance <= 1 ? inner(distance) : outer(distance)]
  }
}

const A = -0.75

/** For distances up to 1. */
function inner(x: number): number {
  return ((A + 2) * x - (A + 3)) * x * x + 1
}

/** For distances from 1 to 2. */
function outer(x: number): number {
  return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A
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
      axes.map((axis, i) => `${'DHW'[i + 3 - axes.length]}: ${of(axis)}`).join(', ')
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

const RANKS = { linear: 1, bilinear: 2, bicubic: 2, trilinear: 3 } as const

function unsupported(rank: number, mode: string): string {
  return `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`
}

function checkMode(mode: InterpolateMode, rank: number, alignCorners: boolean | null, x: Tensor): void {
  if (mode === 'nearest' && alignCorners !== null) {
    throw new ValueError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
    )
  }
  if (rank < 1 || rank > 3) {
    throw new NotImplementedError(unsupported(x.shape.length, mode))
  }
}

function checkRank(mode: InterpolateMode, rank: number, x: Tensor): void {
  if (mode === 'nearest' || rank === RANKS[mode]) return
  if (mode === 'bicubic') throw new NotImplementedError(unsupported(x.shape.length, mode))
  throw new NotImplementedError(
    `Got ${x.shape.length}D input, but ${mode} mode needs ${RANKS[mode] + 2}D input`,
  )
}
