/** `nn.init`: fills tensors in place, with PyTorch's numbers for the same seed, and returns them. */
import { erf } from '../core/erf'
import { noGrad } from '../core/grad-mode'
import { orthonormal } from '../core/householder'
import { numel, type Shape } from '../core/shape'
import { fromValues, inLayout, type Tensor } from '../core/tensor'
import { warnOnce } from '../core/warn'
import { RuntimeError, ValueError } from '../errors'
import { defaultGenerator, type Generator } from '../random/generator'
import '../methods'

export type FanMode = 'fan_in' | 'fan_out'
export type Nonlinearity =
  | 'linear'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leaky_relu'
  | 'selu'
  | `conv${1 | 2 | 3}d`
  | `conv_transpose${1 | 2 | 3}d`

export interface KaimingOptions {
  /** Slope of the leaky ReLU that follows; default 0. */
  a?: number
  mode?: FanMode
  nonlinearity?: Nonlinearity
  generator?: Generator
}

/** Fills with uniform numbers in [a, b). Errors: a above b. */
export function uniform_(x: Tensor, a = 0, b = 1, generator = defaultGenerator): Tensor {
  if (a > b)
    throw new RuntimeError(`uniform_ expects to return a [from, to) range, but found from=${a} > to=${b}`)
  return write(x, generator.fillUniform(new Float32Array(x.numel()), a, b))
}

/** Fills with normal numbers. Errors: std below 0. */
export function normal_(x: Tensor, mean = 0, std = 1, generator = defaultGenerator): Tensor {
  if (std < 0) throw new RuntimeError(`normal expects std >= 0.0, but found std ${std}`)
  return write(x, generator.fillNormal(new Float32Array(x.numel()), mean, std))
}

/** Fills with one number. */
export function constant_(x: Tensor, value: number): Tensor {
  return noGrad(() => x.fill_(value))
}

/**
 * Fills with normal numbers in [a, b]: those outside are drawn anew; where that would be most, uniform numbers are drawn and
 * kept as often as their density says.
 *
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_
 */
export function truncNormal_(
  x: Tensor,
  mean = 0,
  std = 1,
  a = -2,
  b = 2,
  generator = defaultGenerator,
): Tensor {
  if (mean < a - 2 * std || mean > b + 2 * std)
    warnOnce(
      'mean is more than 2 std from [a, b] in nn.init.truncNormal_. The distribution of values may be incorrect.',
    )
  const [low, high] = [a, b].map((bound) => erf((bound - mean) / std / Math.SQRT2)) as [number, number]
  const values = new Float32Array(x.numel())
  if ((high - low) / 2 > MOST_KEPT) redrawNormal(values, { mean, std, a, b, generator })
  else keepByDensity(values, { mean, std, a, b, generator })
  return write(x, values)
}

/** The share of normal numbers within the bounds from which on drawing anew is quicker. */
const MOST_KEPT = 0.3

interface Truncation {
  mean: number
  std: number
  a: number
  b: number
  generator: Generator
}

/** All numbers are drawn again in each round, as PyTorch does, so that the generator gives the same to what follows. */
function redrawNormal(values: Float32Array, { mean, std, a, b, generator }: Truncation): void {
  const [least, largest] = [Math.fround(a), Math.fround(b)]
  const outside = (value: number): boolean => value < least || value > largest
  generator.fillNormal(values, mean, std)
  const round = new Float32Array(values.length)
  while (values.some(outside)) {
    generator.fillNormal(round, mean, std)
    for (let i = 0; i < values.length; i++) if (outside(values[i]!)) values[i] = round[i]!
  }
}

/** A candidate stays with the probability density(candidate) / density(mode), in the rounding of float32. */
function keepByDensity(values: Float32Array, { mean, std, a, b, generator }: Truncation): void {
  const { fround } = Math
  const peak = -0.5 * ((Math.max(a, Math.min(mean, b)) - mean) / std) ** 2
  const logDensity = (value: number): number => {
    const scaled = fround(fround(value - fround(mean)) / fround(std))
    return fround(fround(fround(scaled * scaled) * -0.5) - fround(peak))
  }
  const candidates = new Float32Array(values.length)
  const chances = new Float32Array(values.length)
  let pending = Array.from(values, (_, i) => i)
  while (pending.length > 0) {
    generator.fillUniform(candidates, a, b)
    generator.fillUniform(chances)
    for (const i of pending) values[i] = candidates[i]!
    pending = pending.filter((i) => fround(Math.log(chances[i]!)) > logDensity(candidates[i]!))
  }
}

/** Fills with zeros. */
export function zeros_(x: Tensor): Tensor {
  return constant_(x, 0)
}

/** Fills with ones. */
export function ones_(x: Tensor): Tensor {
  return constant_(x, 1)
}

/** Makes a matrix the identity. Errors: other than 2 dimensions. */
export function eye_(x: Tensor): Tensor {
  const [rows, columns] = matrixShape(x)
  const values = new Float32Array(rows * columns)
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1
  return write(x, values)
}

/**
 * Makes a convolution's filter pass its input on: 1 in the middle for as many channels as there are, in each group, else 0.
 *
 * Shape: (out, in/groups, *) with 1 to 3 dimensions of space.
 * Errors: other dimensions; out that `groups` does not divide.
 */
export function dirac_(x: Tensor, groups = 1): Tensor {
  const { shape } = x
  if (shape.length < 3 || shape.length > 5)
    throw new ValueError('Only tensors with 3, 4, or 5 dimensions are supported')
  const [out, channels, ...space] = shape as [number, number, ...number[]]
  if (out % groups !== 0) throw new ValueError('dim 0 must be divisible by groups')
  const values = new Float32Array(x.numel())
  const middle = space.reduce((at, length) => at * length + Math.floor(length / 2), 0)
  const perGroup = out / groups
  for (let filter = 0; filter < out; filter++) {
    const channel = filter % perGroup
    if (channel < channels) values[(filter * channels + channel) * numel(space) + middle] = 1
  }
  return write(x, values)
}

/** Fills with uniform numbers in ±gain·√(3/fan) (He et al., 2015). Errors: fewer than 2 dimensions, an unknown mode. */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  if (nothingToFill(x)) return x
  const std = kaimingDeviation(x.shape, options)
  const bound = Math.sqrt(3) * std
  return uniform_(x, -bound, bound, options.generator)
}

/** Fills with normal numbers of deviation gain/√fan (He et al., 2015). */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  if (nothingToFill(x)) return x
  return normal_(x, 0, kaimingDeviation(x.shape, options), options.generator)
}

/** Fills with uniform numbers in ±gain·√(6/(fan_in + fan_out)) (Glorot and Bengio, 2010). */
export function xavierUniform_(x: Tensor, gain = 1, generator = defaultGenerator): Tensor {
  const { fanIn, fanOut } = fans(x.shape)
  const bound = Math.sqrt(3) * gain * Math.sqrt(2 / (fanIn + fanOut))
  return uniform_(x, -bound, bound, generator)
}

/** Fills with normal numbers of deviation gain·√(2/(fan_in + fan_out)) (Glorot and Bengio, 2010). */
export function xavierNormal_(x: Tensor, gain = 1, generator = defaultGenerator): Tensor {
  const { fanIn, fanOut } = fans(x.shape)
  return normal_(x, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), generator)
}

/**
 * Fills with a matrix whose rows or columns (whichever are fewer) are orthonormal, times gain; later dimensions count as one.
 *
 * Errors: fewer than 2 dimensions.
 * Source: Saxe et al., 2014; https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.orthogonal_
 */
export function orthogonal_(x: Tensor, gain = 1, generator = defaultGenerator): Tensor {
  if (x.ndim < 2) throw new ValueError('Only tensors with 2 or more dimensions are supported')
  if (x.numel() === 0) return x
  const rows = x.shape[0]!
  const columns = x.numel() / rows
  const drawn = generator.fillNormal(new Float32Array(x.numel()))
  const wide = rows < columns
  const q = wide
    ? transposed(orthonormal(transposed(drawn, rows, columns), columns, rows), columns, rows)
    : orthonormal(drawn, rows, columns)
  return write(
    x,
    Float32Array.from(q, (value) => Math.fround(value) * gain),
  )
}

/**
 * Fills a matrix with normal numbers and makes a share of each column zero.
 *
 * @param sparsity Share of zeros in each column, rounded up.
 * Errors: other than 2 dimensions.
 * Source: Martens, 2010; https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.sparse_
 */
export function sparse_(x: Tensor, sparsity: number, std = 0.01, generator = defaultGenerator): Tensor {
  const [rows, columns] = matrixShape(x)
  const zeros = Math.ceil(sparsity * rows)
  const values = generator.fillNormal(new Float32Array(x.numel()), 0, std)
  for (let column = 0; column < columns; column++)
    for (const row of generator.permutation(rows).subarray(0, zeros)) values[row * columns + column] = 0
  return write(x, values)
}

/**
 * The factor by which a nonlinearity shrinks a signal, inverted.
 *
 * @param param The slope of a leaky ReLU; default 0.01.
 * Errors: a nonlinearity that is not known.
 */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  if (nonlinearity === 'leaky_relu') return Math.sqrt(2 / (1 + param ** 2))
  const gain = Object.hasOwn(GAINS, nonlinearity) ? GAINS[nonlinearity] : undefined
  if (gain === undefined) throw new ValueError(`Unsupported nonlinearity ${nonlinearity}`)
  return gain
}

const GAINS: Record<Exclude<Nonlinearity, 'leaky_relu'>, number> = {
  linear: 1,
  sigmoid: 1,
  conv1d: 1,
  conv2d: 1,
  conv3d: 1,
  conv_transpose1d: 1,
  conv_transpose2d: 1,
  conv_transpose3d: 1,
  tanh: 5 / 3,
  relu: Math.SQRT2,
  selu: 3 / 4,
}

/** How many values go into and come out of one place of a weight. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions')
  }
  const field = numel(shape.slice(2))
  return { fanIn: shape[1]! * field, fanOut: shape[0]! * field }
}

function kaimingDeviation(shape: Shape, options: KaimingOptions): number {
  const { mode = 'fan_in' } = options
  if (mode !== 'fan_in' && mode !== 'fan_out')
    throw new ValueError(`Mode ${String(mode)} not supported, please use one of ['fan_in', 'fan_out']`)
  const { fanIn, fanOut } = fans(shape)
  const fan = mode === 'fan_out' ? fanOut : fanIn
  return calculateGain(options.nonlinearity ?? 'leaky_relu', options.a ?? 0) / Math.sqrt(fan)
}

function nothingToFill(x: Tensor): boolean {
  if (x.numel() > 0) return false
  warnOnce('Initializing zero-element tensors is a no-op')
  return true
}

function matrixShape(x: Tensor): [rows: number, columns: number] {
  if (x.ndim !== 2) throw new ValueError('Only tensors with 2 dimensions are supported')
  return [x.shape[0]!, x.shape[1]!]
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
  )
}

function write(x: Tensor, values: Float32Array): Tensor {
  return noGrad(() => x.copy_(inLayout(fromValues(values, x.shape, 'float32'), x.layout)))
}

/** PyTorch's default for linear and convolution layers: ±1/√fan_in for weight and bias alike. */
export function resetWeightAndBias(weight: Tensor, bias: Tensor | null): void {
  kaimingUniform_(weight, { a: Math.sqrt(5) })
  if (!bias) return
  const { fanIn } = fans(weight.shape)
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0
  uniform_(bias, -bound, bound)
}
