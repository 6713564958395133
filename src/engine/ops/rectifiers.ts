/** Activations made of straight pieces. */
import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, type Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { expectFloat, pointwise, whereAbove, whereRaw } from './activation-support'
import { raw1, raw2 } from './arithmetic'
import { sumTo } from './broadcast'
import { cast } from './cast'
import { reshapeRaw } from './view'

/** min(max(0, x), 6). The gradient at 0 and 6 is 0. */
export function relu6(x: Tensor): Tensor {
  const input = cast(x, 'float32')
  const y = raw1('Relu6', input)
  return pointwise('HardtanhBackward0', input, y, (grad) => raw2('Relu6Grad', grad, y))
}

/** x above 0, slope · x from 0 down. */
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  expectFloat(x, 'leaky_relu_cpu')
  const y = raw2(negativeSlope <= 1 ? 'Maximum' : 'Minimum', x, raw2('Mul', x, negativeSlope))
  return pointwise('LeakyReluBackward0', x, y, (grad) =>
    whereRaw(raw2('Greater', x, 0), grad, raw2('Mul', grad, negativeSlope)),
  )
}

/**
 * x above 0, weight · x from 0 down, with one weight or one for each channel.
 *
 * Shape: x (*) or (N, C, *), weight (1) or (C) → as x.
 * Errors: `Mismatch of parameter numbers and input channel size. Found parameter numbers = 3 and channel size = 4.`
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const slopes = reshapeRaw(weight, slopesShape(x, weight))
  const positive = raw2('Greater', x, 0)
  const y = whereRaw(positive, x, raw2('Mul', x, slopes))
  return record(
    'PreluKernelBackward0',
    [x, weight],
    y,
    (grad, needs) => {
      const below = (): Tensor => sumTo(whereRaw(positive, 0, raw2('Mul', grad, x)), slopes.shape)
      return [
        needs[0] ? whereRaw(positive, grad, raw2('Mul', grad, slopes)) : null,
        needs[1] ? reshapeRaw(below(), weight.shape) : null,
      ]
    },
    [x, weight],
  )
}

function slopesShape(x: Tensor, weight: Tensor): number[] {
  const rank = weight.shape.length
  if (rank > 1) {
    throw new RuntimeError(`prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${rank}`)
  }
  const count = weight.numel()
  if (count === 1) return []
  if (x.shape.length === 0) throw new RuntimeError('Not allow zero-dim input tensor.')
  const channels = x.shape.length === 1 ? 1 : x.shape[1]!
  if (channels !== count) {
    throw new RuntimeError(
      `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${count} and channel size = ${channels}.`,
    )
  }
  return x.shape.map((_, dim) => (dim === 1 ? count : 1))
}

/** x above the threshold, `value` from the threshold down, where the gradient is 0. */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  const input = cast(x, 'float32')
  const below = raw2('LessEqual', input, limit)
  return pointwise('ThresholdBackward0', input, whereRaw(below, value, input), (grad) =>
    whereAbove(input, limit, grad),
  )
}

/**
 * x kept between two bounds; at and outside of them the gradient is 0.
 *
 * Errors: `min_val cannot be greater than max_val`.
 */
export function hardtanh(x: Tensor, minVal = -1, maxVal = 1): Tensor {
  if (minVal > maxVal) throw new ValueError('min_val cannot be greater than max_val')
  const input = cast(x, 'float32')
  const y = fromHandle(backend.clip(input.handle, minVal, maxVal), input.shape, input.layout)
  return pointwise('HardtanhBackward0', input, y, (grad) =>
    whereAbove(raw1('Neg', input), -maxVal, whereAbove(input, minVal, grad)),
  )
}

/** relu6(x + 3) / 6. */
export function hardsigmoid(x: Tensor): Tensor {
  expectFloat(x, 'hardsigmoid_cpu')
  const ramp = raw1('Relu6', raw2('Add', x, 3))
  return pointwise('HardsigmoidBackward0', x, raw2('Mul', ramp, 1 / 6), (grad) =>
    raw2('Relu6Grad', raw2('Mul', grad, 1 / 6), ramp),
  )
}

/** x · relu6(x + 3) / 6. The gradient is 0 at −3 and 1 at 3, as in PyTorch since 2.7. */
export function hardswish(x: Tensor): Tensor {
  expectFloat(x, 'hardswish_cpu')
  const ramp = raw1('Relu6', raw2('Add', x, 3))
  return pointwise('HardswishBackward0', x, raw2('Mul', raw2('Mul', x, ramp), 1 / 6), (grad) => {
    const outer = raw2('Mul', grad, ramp)
    const inner = raw2('Mul', x, raw2('Relu6Grad', grad, ramp))
    return raw2('Mul', raw2('Add', outer, inner), 1 / 6)
  })
}

/** x beyond ±lambd, else 0. */
export function hardshrink(x: Tensor, lambd = 0.5): Tensor {
  expectFloat(x, 'hardshrink_cpu')
  const near = raw2('LessEqual', raw1('Abs', x), lambd)
  return pointwise('HardshrinkBackward0', x, whereRaw(near, 0, x), (grad) => whereRaw(near, 0, grad))
}

/**
 * x − lambd above lambd, x + lambd below −lambd, else 0.
 *
 * Errors: a lambd below 0 → `lambda must be in range [0, 3.40282e+38] for input dtype Float, but found -1`.
 */
export function softshrink(x: Tensor, lambd = 0.5): Tensor {
  if (lambd < 0)
    throw new RuntimeError(
      `lambda must be in range [0, 3.40282e+38] for input dtype Float, but found ${lambd}`,
    )
  expectFloat(x, 'softshrink_cpu')
  const near = raw2('LessEqual', raw1('Abs', x), lambd)
  const nearer = raw2('Sub', x, raw2('Mul', raw1('Sign', x), lambd))
  return pointwise('SoftshrinkBackward0', x, whereRaw(near, 0, nearer), (grad) => whereRaw(near, 0, grad))
}
