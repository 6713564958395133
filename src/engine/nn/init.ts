import { noGrad } from '../core/grad-mode'
import { numel, type Shape } from '../core/shape'
import { fromValues, inLayout, type Tensor } from '../core/tensor'
import { ValueError } from '../errors'
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

/** Fills with uniform numbers in [a, b). */
export function uniform_(x: Tensor, a = 0, b = 1, generator = defaultGenerator): Tensor {
  return write(x, generator.fillUniform(new Float32Array(x.numel()), a, b))
}

/** Fills with normal numbers. */
export function normal_(x: Tensor, mean = 0, std = 1, generator = defaultGenerator): Tensor {
  return write(x, generator.fillNormal(new Float32Array(x.numel()), mean, std))
}

/** Fills with one number. */
export function constant_(x: Tensor, value: number): Tensor {
  return noGrad(() => x.fill_(value))
}

export function zeros_(x: Tensor): Tensor {
  return constant_(x, 0)
}

export function ones_(x: Tensor): Tensor {
  return constant_(x, 1)
}

/** Fills with uniform numbers in ±gain·√(3/fan) (He et al., 2015). */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  const std = kaimingDeviation(x.shape, options)
  const bound = Math.sqrt(3) * std
  return uniform_(x, -bound, bound, options.generator)
}

/** Fills with normal numbers of deviation gain/√fan (He et al., 2015). */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
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

/** The factor by which a nonlinearity shrinks a signal, inverted. */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  if (nonlinearity === 'leaky_relu') return Math.sqrt(2 / (1 + param ** 2))
  return GAINS[nonlinearity] ?? 1
}

const GAINS: Partial<Record<Nonlinearity, number>> = { tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4 }

/** How many values go into and come out of one place of a weight. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions')
  }
  const field = numel(shape.slice(2))
  return { fanIn: shape[1]! * field, fanOut: shape[0]! * field }
}

function kaimingDeviation(shape: Shape, options: KaimingOptions): number {
  const { fanIn, fanOut } = fans(shape)
  const fan = options.mode === 'fan_out' ? fanOut : fanIn
  return calculateGain(options.nonlinearity ?? 'leaky_relu', options.a ?? 0) / Math.sqrt(fan)
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
