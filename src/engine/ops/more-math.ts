/** Less usual functions of each value, and products of matrices under their own names. */
import { record } from '../core/record'
import { broadcastShapes, normalizeDims, sameShape, shapeText } from '../core/shape'
import { alias, fromValues, type Operand, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { add, logicalAnd, logicalNot, mul, ne, raw1, raw2, sub } from './arithmetic'
import { cast } from './cast'
import { elementwise, exp, isinf, isnan, log } from './elementwise'
import { maskedFill, where } from './index-ops'
import { matmul } from './matmul'
import { amax, sum, type Dims, type ReduceOptions } from './reduce'
import { expand, reshape } from './view'

/** eˣ − 1, exact near 0. */
export const expm1 = elementwise('Expm1', 'Expm1Backward0', (grad, _, y) =>
  raw2('Mul', grad, raw2('Add', y, 1)),
)
/** The tangent. */
export const tan = elementwise('Tan', 'TanBackward0', (grad, _, y) =>
  raw2('Mul', grad, raw2('Add', raw1('Square', y), 1)),
)
/** The hyperbolic sine. */
export const sinh = elementwise('Sinh', 'SinhBackward0', (grad, x) => raw2('Mul', grad, raw1('Cosh', x)))
/** The hyperbolic cosine. */
export const cosh = elementwise('Cosh', 'CoshBackward0', (grad, x) => raw2('Mul', grad, raw1('Sinh', x)))
/** The angle whose sine is x. */
export const asin = elementwise('Asin', 'AsinBackward0', (grad, x) => raw2('Mul', grad, besideOne(x)))
/** The angle whose cosine is x. */
export const acos = elementwise('Acos', 'AcosBackward0', (grad, x) =>
  raw1('Neg', raw2('Mul', grad, besideOne(x))),
)
/** The angle whose tangent is x. */
export const atan = elementwise('Atan', 'AtanBackward0', (grad, x) =>
  raw2('RealDiv', grad, raw2('Add', raw1('Square', x), 1)),
)

/** 1/√(1 − x²) */
function besideOne(x: Tensor): Tensor {
  return raw1('Rsqrt', raw2('Add', raw1('Neg', raw1('Square', x)), 1))
}

function logarithm(name: string, scale: number): (x: Tensor) => Tensor {
  return (x) => {
    const input = cast(x, 'float32')
    const output = raw2('Mul', raw1('Log', input), 1 / scale)
    return record(name, [input], output, (grad) => [raw2('RealDiv', raw2('Mul', grad, 1 / scale), input)], [
      input,
    ])
  }
}

/** The logarithm to the base 2. */
export const log2 = logarithm('Log2Backward0', Math.LN2)
/** The logarithm to the base 10. */
export const log10 = logarithm('Log10Backward0', Math.LN10)

/** The whole part, towards 0. */
export function trunc(x: Tensor): Tensor {
  const whole = raw2('Mul', raw1('Sign', x), raw1('Floor', raw1('Abs', x)))
  return record('TruncBackward0', [x], whole, (grad) => [raw2('Mul', grad, 0)])
}

/** One true and one false, value by value. */
export function logicalXor(a: Tensor, b: Tensor): Tensor {
  return ne(cast(cast(a, 'bool'), 'int64'), cast(cast(b, 'bool'), 'int64'))
}

/** True where a value is neither infinite nor not a number. */
export function isfinite(x: Tensor): Tensor {
  return logicalAnd(logicalNot(isnan(x)), logicalNot(isinf(x)))
}

/** Whether two tensors have one shape and the same values. */
export function equal(a: Tensor, b: Tensor): boolean {
  if (!sameShape(a.shape, b.shape)) return false
  const [left, right] = [a.data(), b.data()]
  return left.every((value, i) => value === right[i])
}

export interface CloseOptions {
  /** Default 1e-5. */
  rtol?: number
  /** Default 1e-8. */
  atol?: number
}

/** Whether |a − b| ≤ atol + rtol·|b| everywhere, broadcast. */
export function allclose(a: Tensor, b: Tensor, { rtol = 1e-5, atol = 1e-8 }: CloseOptions = {}): boolean {
  const shape = broadcastShapes(a.shape, b.shape)
  const left = expand(alias(a), shape).data()
  const right = expand(alias(b), shape).data()
  return left.every(
    (value, i) => value === right[i] || Math.abs(value - right[i]!) <= atol + rtol * Math.abs(right[i]!),
  )
}

/** ln Σ eˣ over `dims`, without overflow. */
export function logsumexp(x: Tensor, dims: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  const top = amax(alias(x), list, { keepdim: true })
  const shift = where(isfinite(top), top, 0)
  const total = add(log(sum(exp(sub(x, shift)), list, { keepdim: true })), shift)
  return keepdim
    ? total
    : reshape(
        total,
        x.shape.filter((_, dim) => !list.includes(dim)),
        'SqueezeBackward1',
      )
}

/** A matrix product of stacks with one matrix for each entry. Shape: (B, N, M), (B, M, P) → (B, N, P). */
export function bmm(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length !== 3 || b.shape.length !== 3)
    throw new RuntimeError(
      `batch1 and batch2 must be 3D tensors, but they are ${a.shape.length}D and ${b.shape.length}D`,
    )
  if (a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1]) {
    throw new RuntimeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${a.shape[0]}, ${a.shape[2]}] but got: [${b.shape[0]}, ${b.shape[1]}].`,
    )
  }
  return matmul(a, b)
}

/** β·x + α·a·b for matrices a and b; x broadcasts. */
export function addmm(
  x: Tensor,
  a: Tensor,
  b: Tensor,
  { alpha = 1, beta = 1 }: { alpha?: number; beta?: number } = {},
): Tensor {
  const product = matmul(a, b)
  const scaled = (value: Tensor, by: number): Operand => (by === 1 ? value : mul(value, by))
  return add(scaled(x, beta), scaled(product, alpha))
}

/** Σ aᵢ·bᵢ of two vectors. */
export function dot(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length !== 1 || b.shape.length !== 1)
    throw new RuntimeError(`1D tensors expected, but got ${a.shape.length}D and ${b.shape.length}D tensors`)
  if (a.shape[0] !== b.shape[0]) {
    throw new RuntimeError(
      `inconsistent tensor size, expected tensor [${a.shape[0]}] and src [${b.shape[0]}] to have the same number of elements, but got ${a.shape[0]} and ${b.shape[0]} elements respectively`,
    )
  }
  return matmul(a, b)
}

/** aᵢ·bⱼ of two vectors. Shape: (N), (M) → (N, M). */
export function outer(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length !== 1 || b.shape.length !== 1)
    throw new RuntimeError(
      `outer: Expected 1-D arguments, but got ${a.shape.length}-D and ${b.shape.length}-D`,
    )
  return mul(reshape(a, [-1, 1]), b)
}

/** The values on and below a diagonal of the last two dimensions, zeros above it. */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return triangle(x, (row, column) => column - row <= diagonal)
}

/** The values on and above a diagonal of the last two dimensions, zeros below it. */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return triangle(x, (row, column) => column - row >= diagonal)
}

function triangle(x: Tensor, keeps: (row: number, column: number) => boolean): Tensor {
  const [rows, columns] = x.shape.slice(-2)
  if (rows === undefined || columns === undefined)
    throw new RuntimeError(
      `input tensor must have at least 2 dimensions, but it has shape ${shapeText(x.shape)}`,
    )
  const mask = Uint8Array.from({ length: rows * columns }, (_, i) =>
    keeps(Math.floor(i / columns), i % columns) ? 0 : 1,
  )
  return maskedFill(x, fromValues(mask, [rows, columns], 'bool'), 0)
}
