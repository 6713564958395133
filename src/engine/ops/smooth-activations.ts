/** Activations with exponentials in them. */
import { backend } from '../backend'
import { placeOf } from '../core/layout'
import { normalizeDim } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { expectFloat, pointwise, whereRaw } from './activation-support'
import { raw1, raw2 } from './arithmetic'
import { cast } from './cast'
import { sliceRaw } from './index-ops'

const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805
/** From here on, softplus(x) is x and its slope is 1 in single precision. */
const SOFTPLUS_IS_LINEAR = 17

/** x above 0, alpha · (eˣ − 1) from 0 down. */
export function elu(x: Tensor, alpha = 1): Tensor {
  return scaledElu('EluBackward0', x, { below: alpha, above: 1, inner: 1 })
}

/** scale · elu(x, alpha) with the two constants that keep mean 0 and variance 1. */
export function selu(x: Tensor): Tensor {
  return scaledElu('EluBackward0', x, { below: SELU_SCALE * SELU_ALPHA, above: SELU_SCALE, inner: 1 })
}

/**
 * x above 0, alpha · (e^(x/alpha) − 1) from 0 down.
 *
 * Errors: alpha is 0 → `ZeroDivisionError: alpha cannot be 0 for CELU`.
 */
export function celu(x: Tensor, alpha = 1): Tensor {
  if (alpha === 0) throw new RuntimeError('ZeroDivisionError: alpha cannot be 0 for CELU')
  return scaledElu('CeluBackward0', x, { below: alpha, above: 1, inner: 1 / alpha })
}

/** above · x above 0, below · (e^(inner · x) − 1) from 0 down. */
function scaledElu(
  name: string,
  x: Tensor,
  { below, above, inner }: { below: number; above: number; inner: number },
): Tensor {
  expectFloat(x, 'elu_cpu')
  const low = (): Tensor => timesFactor(raw2('Minimum', x, 0), inner)
  // Not the kernel Elu, which takes 1 from eˣ: near 0 that leaves little more than what was rounded.
  const curve = timesFactor(raw1('Expm1', low()), below)
  const y = raw2('Add', timesFactor(raw1('Relu', x), above), curve)
  return pointwise(name, x, y, (grad) => {
    // From 0 down the slope is inner · below · e^(inner · x). Above 0, where that is inner · below, what is missing is added.
    const bent = raw2('Mul', grad, timesFactor(raw1('Exp', low()), inner * below))
    const missing = above - below * inner
    return missing === 0 ? bent : raw2('Add', bent, raw2('Mul', raw2('ReluGrad', grad, x), missing))
  })
}

function timesFactor(x: Tensor, factor: number): Tensor {
  return factor === 1 ? x : raw2('Mul', x, factor)
}

export interface GeluOptions {
  /** 'none' uses the error function, 'tanh' a formula that is close to it; default 'none'. */
  approximate?: 'none' | 'tanh'
}

/**
 * x · Φ(x), where Φ is the share of a normal distribution below x.
 *
 * Errors: `approximate argument must be either none or tanh.`
 */
export function gelu(x: Tensor, { approximate = 'none' }: GeluOptions = {}): Tensor {
  expectFloat(x, 'GeluKernelImpl')
  if (approximate === 'none') return exactGelu(x)
  if (approximate === 'tanh') return tanhGelu(x)
  throw new RuntimeError('approximate argument must be either none or tanh.')
}

function exactGelu(x: Tensor): Tensor {
  const share = raw2('Mul', raw2('Add', raw1('Erf', raw2('Mul', x, Math.SQRT1_2)), 1), 0.5)
  return pointwise('GeluBackward0', x, raw2('Mul', x, share), (grad) => {
    const density = raw2('Mul', raw1('Exp', raw2('Mul', raw1('Square', x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
    return raw2('Mul', grad, raw2('Add', share, raw2('Mul', x, density)))
  })
}

/** 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) */
function tanhGelu(x: Tensor): Tensor {
  const scale = Math.sqrt(2 / Math.PI)
  const cubic = 0.044715
  const square = raw1('Square', x)
  const inner = raw2('Mul', raw2('Mul', x, raw2('Add', raw2('Mul', square, cubic), 1)), scale)
  const t = raw1('Tanh', inner)
  const share = raw2('Mul', raw2('Add', t, 1), 0.5)
  return pointwise('GeluBackward0', x, raw2('Mul', x, share), (grad) => {
    const innerSlope = raw2('Mul', raw2('Add', raw2('Mul', square, 3 * cubic), 1), scale)
    const bend = raw2('TanhGrad', raw2('Mul', raw2('Mul', x, innerSlope), 0.5), t)
    return raw2('Mul', grad, raw2('Add', share, bend))
  })
}

/** x · sigmoid(x). */
export function silu(x: Tensor): Tensor {
  expectFloat(x, 'silu_cpu')
  const gate = raw1('Sigmoid', x)
  return pointwise('SiluBackward0', x, raw2('Mul', x, gate), (grad) =>
    raw2('Mul', grad, raw2('Add', gate, raw2('SigmoidGrad', x, gate))),
  )
}

/** x · tanh(softplus(x)). */
export function mish(x: Tensor): Tensor {
  expectFloat(x, 'mish_cpu')
  const gate = raw1('Tanh', raw1('Softplus', x))
  return pointwise('MishBackward0', x, raw2('Mul', x, gate), (grad) => {
    const bend = raw2('TanhGrad', raw2('SoftplusGrad', x, x), gate)
    return raw2('Mul', grad, raw2('Add', gate, bend))
  })
}

/** ln sigmoid(x) = −softplus(−x). */
export function logSigmoid(x: Tensor): Tensor {
  expectFloat(x, 'log_sigmoid_cpu')
  const negative = raw1('Neg', x)
  return pointwise('LogSigmoidBackward0', x, raw1('Neg', raw1('Softplus', negative)), (grad) =>
    raw2('SoftplusGrad', grad, negative),
  )
}

/** x − tanh(x). */
export function tanhshrink(x: Tensor): Tensor {
  const input = cast(x, 'float32')
  const t = raw1('Tanh', input)
  return pointwise('SubBackward0', input, raw2('Sub', input, t), (grad) =>
    raw2('Mul', grad, raw1('Square', t)),
  )
}

/** ln(1 + e^(beta · x)) / beta; x itself where beta · x is above the threshold. */
export function softplus(x: Tensor, beta = 1, threshold = 20): Tensor {
  expectFloat(x, 'softplus_cpu')
  const scaled = beta === 1 ? x : raw2('Mul', x, beta)
  const curve = raw1('Softplus', scaled)
  const smooth = beta === 1 ? curve : raw2('Mul', curve, 1 / beta)
  if (threshold >= SOFTPLUS_IS_LINEAR) {
    return pointwise('SoftplusBackward0', x, smooth, (grad) => raw2('SoftplusGrad', grad, scaled))
  }
  const linear = raw2('Greater', scaled, threshold)
  return pointwise('SoftplusBackward0', x, whereRaw(linear, x, smooth), (grad) =>
    whereRaw(linear, grad, raw2('SoftplusGrad', grad, scaled)),
  )
}

/** x / (1 + |x|). */
export function softsign(x: Tensor): Tensor {
  const input = cast(x, 'float32')
  return pointwise('DivBackward0', input, raw1('Softsign', input), (grad) =>
    raw2('RealDiv', grad, raw1('Square', raw2('Add', raw1('Abs', input), 1))),
  )
}

/**
 * a · sigmoid(b), where a and b are the two halves of x along `dim`.
 *
 * Errors: `Halving dimension must be even, but dimension 1 is size 3`.
 */
export function glu(x: Tensor, dim = -1): Tensor {
  if (x.shape.length === 0)
    throw new RuntimeError('glu does not support scalars because halving size must be even')
  const axis = normalizeDim(dim, x.shape.length)
  const size = x.shape[axis]!
  if (size % 2 !== 0)
    throw new RuntimeError(`Halving dimension must be even, but dimension ${axis} is size ${size}`)
  expectFloat(x, 'glu_cpu')
  const value = sliceRaw(x, axis, 0, size / 2, 1)
  const gate = raw1('Sigmoid', sliceRaw(x, axis, size / 2, size, 1))
  return pointwise('GluBackward0', x, raw2('Mul', value, gate), (grad) => {
    const laid = inLayout(grad, x.layout)
    const parts = [raw2('Mul', laid, gate), raw2('SigmoidGrad', raw2('Mul', laid, value), gate)]
    const handle = backend.concat(
      parts.map((part) => part.handle),
      placeOf(axis, x.layout),
    )
    return fromHandle(handle, x.shape, x.layout)
  })
}
