import type { UnaryKernel } from '../backend/types'
import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, type Tensor } from '../core/tensor'
import { backendSelect, raw1, raw2 } from './arithmetic'
import { cast } from './cast'

type Derivative = (grad: Tensor, x: Tensor, y: Tensor) => Tensor

/** A function applied value by value; `derivative` gives the input's gradient from the output's, the input and the output. */
export function elementwise(
  kernel: UnaryKernel,
  name: string,
  derivative: Derivative,
): (x: Tensor) => Tensor {
  return (x) => {
    const input = cast(x, 'float32')
    const y = raw1(kernel, input)
    return record(name, [input], y, (grad) => [derivative(grad, input, y)], [input])
  }
}

/** max(0, x). The gradient at 0 is 0. */
export const relu = elementwise('Relu', 'ReluBackward0', (grad, _, y) => raw2('ReluGrad', grad, y))
/** −x */
export const neg = elementwise('Neg', 'NegBackward0', (grad) => raw1('Neg', grad))
/** eˣ */
export const exp = elementwise('Exp', 'ExpBackward0', (grad, _, y) => raw2('Mul', grad, y))
/** The natural logarithm. */
export const log = elementwise('Log', 'LogBackward0', (grad, x) => raw2('RealDiv', grad, x))
/** ln(1 + x), exact near 0. */
export const log1p = elementwise('Log1p', 'Log1PBackward0', (grad, x) =>
  raw2('RealDiv', grad, raw2('Add', x, 1)),
)
/** √x */
export const sqrt = elementwise('Sqrt', 'SqrtBackward0', (grad, _, y) =>
  raw2('RealDiv', grad, raw2('Mul', y, 2)),
)
/** 1/√x */
export const rsqrt = elementwise('Rsqrt', 'RsqrtBackward0', (grad, _, y) =>
  raw2('Mul', raw2('Mul', grad, -0.5), raw2('Mul', y, raw1('Square', y))),
)
/** |x|, with gradient 0 at 0. */
export const abs = elementwise('Abs', 'AbsBackward0', (grad, x) => raw2('Mul', grad, raw1('Sign', x)))
/** x² */
export const square = elementwise('Square', 'PowBackward0', (grad, x) => raw2('Mul', grad, raw2('Mul', x, 2)))
/** 1/x */
export const reciprocal = elementwise('Reciprocal', 'ReciprocalBackward0', (grad, _, y) =>
  raw1('Neg', raw2('Mul', grad, raw1('Square', y))),
)
/** The hyperbolic tangent. */
export const tanh = elementwise('Tanh', 'TanhBackward0', (grad, _, y) => raw2('TanhGrad', grad, y))
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = elementwise('Sigmoid', 'SigmoidBackward0', (grad, _, y) =>
  raw2('SigmoidGrad', grad, y),
)
/** The sine. */
export const sin = elementwise('Sin', 'SinBackward0', (grad, x) => raw2('Mul', grad, raw1('Cos', x)))
/** The cosine. */
export const cos = elementwise('Cos', 'CosBackward0', (grad, x) =>
  raw1('Neg', raw2('Mul', grad, raw1('Sin', x))),
)
/** The error function. */
export const erf = elementwise('Erf', 'ErfBackward0', (grad, x) =>
  raw2('Mul', grad, raw2('Mul', raw1('Exp', raw1('Neg', raw1('Square', x))), 2 / Math.sqrt(Math.PI))),
)

function step(kernel: UnaryKernel, name: string): (x: Tensor) => Tensor {
  return elementwise(kernel, name, (grad) => raw2('Mul', grad, 0))
}

/** −1, 0 or 1. */
export const sign = step('Sign', 'SignBackward0')
/** The next whole number below. */
export const floor = step('Floor', 'FloorBackward0')
/** The next whole number above. */
export const ceil = step('Ceil', 'CeilBackward0')
/** The nearest whole number, halves to the even one. */
export const round = step('Round', 'RoundBackward0')

/** True where a value is not a number. */
export function isnan(x: Tensor): Tensor {
  return raw1('IsNan', x)
}

/** True where a value is plus or minus infinity. */
export function isinf(x: Tensor): Tensor {
  return raw1('IsInf', x)
}

/** Values below `min` become `min`, above `max` become `max`; outside, the gradient is 0. */
export function clamp(x: Tensor, min: number | null = null, max: number | null = null): Tensor {
  const low = min ?? -Infinity
  const high = max ?? Infinity
  const output = fromHandle(
    x.dtype === 'float32'
      ? backend.clip(x.handle, low, high)
      : backend.clip(x.handle, min ?? -(2 ** 31), max ?? 2 ** 31 - 1),
    x.shape,
    x.layout,
  )
  if (x.dtype !== 'float32') return output
  const inside = (): Tensor => raw2('LogicalAnd', raw2('GreaterEqual', x, low), raw2('LessEqual', x, high))
  return record('ClampBackward1', [x], output, (grad) => [backendSelect(inside(), grad, 0)], [x])
}
