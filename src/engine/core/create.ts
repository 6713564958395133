import { backend } from '../backend'
import { RuntimeError, ValueError } from '../errors'
import { defaultGenerator, type Generator } from '../random/generator'
import { LARGEST_INT } from './int-range'
import { numel, type Shape } from './shape'
import {
  fromHandle,
  fromValues,
  kernelType,
  type DType,
  type NestedArray,
  type Tensor,
  type TensorData,
} from './tensor'

export interface TensorOptions {
  dtype?: DType
  requiresGrad?: boolean
}

export interface RandomOptions extends TensorOptions {
  generator?: Generator
}

/**
 * A tensor from nested arrays, a number or a typed array; the values are copied.
 *
 * Shape: as nested. Booleans give bool, everything else float32 unless `dtype` says otherwise.
 * Errors: rows of different length; int64 values that are not whole or beyond ±2³¹ (they are held as int32).
 */
export function tensor(
  data: NestedArray | TensorData,
  options: TensorOptions & { shape?: Shape } = {},
): Tensor {
  const typed = ArrayBuffer.isView(data)
  const shape = options.shape ?? (typed ? [data.length] : nestedShape(data))
  const flat: ArrayLike<number | boolean> = typed ? data : flatten(data, shape)
  if (flat.length !== numel(shape)) {
    throw new ValueError(`${flat.length} values do not fill shape [${shape.join(', ')}]`)
  }
  const dtype = options.dtype ?? inferType(flat, typed ? data : null)
  return withGrad(fromValues(convert(flat, dtype), shape, dtype), options)
}

/** A float32 tensor around an array in the order of the dimensions; the array is taken over, not copied. */
export function fromData(data: Float32Array, shape: Shape): Tensor {
  if (data.length !== numel(shape))
    throw new ValueError(`${data.length} values do not fill shape [${shape.join(', ')}]`)
  return fromValues(data, shape, 'float32')
}

/** All values 0. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 0, options)
}

/** All values 1. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return full(shape, 1, options)
}

/** All values `value`. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  const dtype = options.dtype ?? 'float32'
  return withGrad(fromHandle(backend.fill(shape, value, kernelType(dtype)), shape), options)
}

/** Zeros of another tensor's shape and type. */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return full(x.shape, 0, { dtype: x.dtype, ...options })
}

/** Ones of another tensor's shape and type. */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return full(x.shape, 1, { dtype: x.dtype, ...options })
}

/** The numbers from `start` (0) up to `end`, not included, in steps. One argument is the end. */
export function arange(start: number, end?: number, step = 1, options: TensorOptions = {}): Tensor {
  const [from, to] = end === undefined ? [0, start] : [start, end]
  if (step === 0) throw new RuntimeError('step must be nonzero')
  if ((to - from) / step < 0)
    throw new RuntimeError('upper bound and larger bound inconsistent with step sign')
  const values = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step)
  const whole = [from, to, step].every((x) => Number.isInteger(x))
  return tensor(values, { dtype: whole ? 'int64' : 'float32', ...options })
}

/** `steps` numbers from `start` to `end`, both included. */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  const gap = steps > 1 ? (end - start) / (steps - 1) : 0
  return tensor(
    Array.from({ length: steps }, (_, i) => start + i * gap),
    options,
  )
}

/** The identity matrix. */
export function eye(n: number, m = n, options: TensorOptions = {}): Tensor {
  const values = new Float32Array(n * m)
  for (let i = 0; i < Math.min(n, m); i++) values[i * m + i] = 1
  return tensor(values, { shape: [n, m], ...options })
}

/** Uniform numbers in [0, 1). */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  const values = (options.generator ?? defaultGenerator).fillUniform(new Float32Array(numel(shape)))
  return withGrad(fromValues(values, shape, 'float32'), options)
}

/** Normal numbers with mean 0 and deviation 1. */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  const values = (options.generator ?? defaultGenerator).fillNormal(new Float32Array(numel(shape)))
  return withGrad(fromValues(values, shape, 'float32'), options)
}

/** Normal numbers of another tensor's shape. */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return randn(x.shape, options)
}

/** Whole numbers in [low, high). */
export function randint(low: number, high: number, shape: Shape, options: RandomOptions = {}): Tensor {
  if (high <= low)
    throw new RuntimeError(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`)
  const generator = options.generator ?? defaultGenerator
  const dtype = options.dtype ?? 'int64'
  const values = Array.from({ length: numel(shape) }, () => generator.integer(low, high))
  return withGrad(fromValues(convert(values, dtype), shape, dtype), options)
}

/** The numbers 0 to n − 1 in random order. */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  return fromValues((options.generator ?? defaultGenerator).permutation(n), [n], 'int64')
}

function withGrad(x: Tensor, options: TensorOptions): Tensor {
  if (options.requiresGrad) x.requiresGrad = true
  return x
}

function nestedShape(data: NestedArray | TensorData): number[] {
  const shape: number[] = []
  for (let level: unknown = data; Array.isArray(level); level = level[0] as unknown) shape.push(level.length)
  return shape
}

function flatten(data: NestedArray | TensorData, shape: Shape): (number | boolean)[] {
  const flat: (number | boolean)[] = []
  const visit = (level: NestedArray, dim: number): void => {
    if (!Array.isArray(level)) {
      if (dim !== shape.length)
        throw new ValueError(`expected sequence of length ${shape[dim]} at dim ${dim}, got a number`)
      flat.push(level)
      return
    }
    if (dim >= shape.length || level.length !== shape[dim]) {
      throw new ValueError(
        `expected sequence of length ${shape[dim] ?? 0} at dim ${dim} (got ${level.length})`,
      )
    }
    for (const entry of level) visit(entry, dim + 1)
  }
  visit(data as NestedArray, 0)
  return flat
}

function inferType(flat: ArrayLike<number | boolean>, typed: TensorData | null): DType {
  if (typed) return typed instanceof Float32Array ? 'float32' : typed instanceof Int32Array ? 'int64' : 'bool'
  return flat.length > 0 && typeof flat[0] === 'boolean' ? 'bool' : 'float32'
}

function convert(flat: ArrayLike<number | boolean>, dtype: DType): TensorData {
  if (dtype === 'bool') return Uint8Array.from(flat, (x) => (x ? 1 : 0))
  if (dtype === 'float32') return Float32Array.from(flat, Number)
  return Int32Array.from(flat, (x) => {
    const value = Number(x)
    if (!Number.isInteger(value)) throw new ValueError(`${value} is not a whole number, and dtype is int64`)
    if (Math.abs(value) > LARGEST_INT) {
      throw new ValueError(
        `${value} is beyond ±${LARGEST_INT}: int64 values are held as 32-bit integers here`,
      )
    }
    return value
  })
}
