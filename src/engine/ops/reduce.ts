import { backend } from '../backend'
import type { ReduceKernel } from '../backend/types'
import { placeOf, withoutDims } from '../core/layout'
import { noGrad } from '../core/grad-mode'
import { record } from '../core/record'
import { normalizeDim, normalizeDims, numel } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { IndexError } from '../errors'
import { whereRaw } from './activation-support'
import { add, mul, pow, raw1, raw2, sub } from './arithmetic'
import { cast } from './cast'
import { expectInRange } from '../core/int-range'
import { mayHoldNaN, whereNaN } from './nan'
import { expandRaw, reshapeRaw } from './view'
import { abs, sqrt, square } from './elementwise'

/** Keeps 0 / 0 out of the gradient of a norm that is 0: PyTorch's is 0 there. Below this a backend may take a number for 0. */
const SMALLEST = 2 ** -126

export type Dims = number | readonly number[] | null

export interface ReduceOptions {
  /** Keep the reduced dimensions with length 1; default false. */
  keepdim?: boolean
}

/** The sum over `dims` (all by default). */
export function sum(x: Tensor, dims: Dims = null, { keepdim = false }: ReduceOptions = {}): Tensor {
  const input = x.dtype === 'bool' ? cast(x, 'int64') : x
  const list = normalizeDims(dims, x.shape.length)
  const output = reduceRaw('Sum', input, list, keepdim)
  if (x.dtype === 'bool') return output
  if (x.dtype === 'int64')
    return expectInRange(output, reduceRaw('Sum', cast(input, 'float32'), list, keepdim))
  const name = dims === null ? 'SumBackward0' : 'SumBackward1'
  return record(name, [input], output, (grad) => [spread(grad, input, list, keepdim)])
}

/** The mean over `dims` (all by default). */
export function mean(x: Tensor, dims: Dims = null, { keepdim = false }: ReduceOptions = {}): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  const output = reduceRaw('Mean', x, list, keepdim)
  const count = numel(list.map((dim) => x.shape[dim]!))
  const name = dims === null ? 'MeanBackward0' : 'MeanBackward1'
  return record(name, [x], output, (grad) => [spread(raw2('Mul', grad, 1 / count), x, list, keepdim)])
}

/** The largest value over `dims` (all by default), NaN where one is among them; ties share the gradient equally. */
export function amax(x: Tensor, dims: Dims = null, options: ReduceOptions = {}): Tensor {
  return extreme('Max', 'AmaxBackward0', x, dims, options)
}

/** The smallest value over `dims` (all by default), NaN where one is among them; ties share the gradient equally. */
export function amin(x: Tensor, dims: Dims = null, options: ReduceOptions = {}): Tensor {
  return extreme('Min', 'AminBackward0', x, dims, options)
}

function extreme(
  kernel: 'Max' | 'Min',
  name: string,
  x: Tensor,
  dims: Dims,
  { keepdim = false }: ReduceOptions,
): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  if (x.numel() === 0)
    throw new IndexError(`${kernel.toLowerCase()}(): expected a tensor with at least one value`)
  const output = extremeRaw(kernel, x, list, keepdim)
  if (x.dtype !== 'float32') return output
  return record(
    name,
    [x],
    output,
    (grad) => {
      const mask = cast(raw2('Equal', x, keptShape(output, x, list)), 'float32')
      const ties = reduceRaw('Sum', mask, list, true)
      return [raw2('Mul', mask, raw2('RealDiv', keptShape(grad, x, list), ties))]
    },
    [x],
  )
}

function extremeRaw(kernel: 'Max' | 'Min', x: Tensor, dims: readonly number[], keepdim: boolean): Tensor {
  const plain = reduceRaw(kernel, x, dims, keepdim)
  return mayHoldNaN(x) ? whereRaw(reduceRaw('Any', whereNaN(x), dims, keepdim), NaN, plain) : plain
}

/** The variance over `dims`: Σ(x − mean)² / (n − correction). */
export function variance(
  x: Tensor,
  dims: Dims = null,
  { correction = 1, keepdim = false }: ReduceOptions & { correction?: number } = {},
): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  const centred = sub(x, mean(x, list, { keepdim: true }))
  const count = numel(list.map((dim) => x.shape[dim]!))
  const total = sum(square(centred), list, { keepdim })
  const scale = 1 / Math.max(count - correction, 0)
  return record('MulBackward0', [total], raw2('Mul', total, scale), (grad) => [raw2('Mul', grad, scale)])
}

/** The standard deviation over `dims`: the root of the variance. Where that is 0 so is its gradient, as PyTorch's. */
export function std(
  x: Tensor,
  dims: Dims = null,
  { correction = 1, keepdim = false }: ReduceOptions & { correction?: number } = {},
): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  const output = noGrad(() => sqrt(variance(x, list, { correction, keepdim })))
  const count = numel(list.map((dim) => x.shape[dim]!))
  const scale = 1 / Math.max(count - correction, 0)
  return record(
    'StdBackward0',
    [x],
    output,
    (grad) => {
      const slope = whereRaw(raw2('Equal', output, 0), 0, raw2('RealDiv', raw2('Mul', grad, scale), output))
      return [raw2('Mul', sub(x, mean(x, list, { keepdim: true })), keptShape(slope, x, list))]
    },
    [x],
  )
}

/** Where the largest value lies along `dim` (in the flattened tensor by default); the first one of equals. */
export function argmax(x: Tensor, dim: number | null = null, options: ReduceOptions = {}): Tensor {
  return argReduce('ArgMax', x, dim, options)
}

/** Where the smallest value lies along `dim` (in the flattened tensor by default); the first one of equals. */
export function argmin(x: Tensor, dim: number | null = null, options: ReduceOptions = {}): Tensor {
  return argReduce('ArgMin', x, dim, options)
}

function argReduce(
  kernel: 'ArgMax' | 'ArgMin',
  x: Tensor,
  dim: number | null,
  { keepdim = false }: ReduceOptions,
): Tensor {
  const input = dim === null ? reshapeRaw(x, [x.numel()]) : x.shape.length === 0 ? reshapeRaw(x, [1]) : x
  const axis = dim === null ? 0 : normalizeDim(dim, input.shape.length)
  const output = placeOfExtreme(kernel, input, axis)
  if (!keepdim) return output
  return reshapeRaw(
    output,
    dim === null ? x.shape.map(() => 1) : x.shape.map((length, i) => (i === axis ? 1 : length)),
  )
}

/** The first NaN counts as the largest and as the smallest. */
function placeOfExtreme(kernel: 'ArgMax' | 'ArgMin', x: Tensor, axis: number): Tensor {
  const place = argReduceRaw(kernel, x, axis)
  if (!mayHoldNaN(x)) return place
  const isNaN = whereNaN(x)
  const first = argReduceRaw('ArgMax', cast(isNaN, 'float32'), axis)
  return whereRaw(reduceRaw('Any', isNaN, [axis], false), first, place)
}

function argReduceRaw(kernel: 'ArgMax' | 'ArgMin', x: Tensor, axis: number): Tensor {
  const handle = backend.argReduce(kernel, x.handle, placeOf(axis, x.layout))
  const shape = x.shape.filter((_, dim) => dim !== axis)
  return fromHandle(handle, shape, withoutDims(x.layout, [axis]))
}

/** True where every value (along `dims`) is true. */
export function all(x: Tensor, dims: Dims = null, { keepdim = false }: ReduceOptions = {}): Tensor {
  return reduceRaw('All', cast(x, 'bool'), normalizeDims(dims, x.shape.length), keepdim)
}

/** True where any value (along `dims`) is true. */
export function any(x: Tensor, dims: Dims = null, { keepdim = false }: ReduceOptions = {}): Tensor {
  return reduceRaw('Any', cast(x, 'bool'), normalizeDims(dims, x.shape.length), keepdim)
}

/** The product over `dims` (all by default). A zero's gradient is the product of the others. */
export function prod(x: Tensor, dims: Dims = null, { keepdim = false }: ReduceOptions = {}): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  const output = reduceRaw('Prod', x, list, keepdim)
  if (x.dtype !== 'float32') return output
  return record(
    'ProdBackward0',
    [x],
    output,
    (grad) => {
      const isZero = raw2('Equal', x, 0)
      const zeros = reduceRaw('Sum', cast(isZero, 'float32'), list, true)
      const others = whereRaw(isZero, 1, x)
      const product = reduceRaw('Prod', others, list, true)
      const without = raw2('RealDiv', product, others)
      // Where there is another zero, nothing counts.
      const leftOver = raw2('Sub', zeros, cast(isZero, 'float32'))
      const slope = whereRaw(raw2('Equal', leftOver, 0), without, 0)
      return [raw2('Mul', keptShape(grad, x, list), slope)]
    },
    [x],
  )
}

export interface NormOptions extends ReduceOptions {
  /** The power; default 2, the Euclidean length. */
  p?: number
}

/** The norm over `dims` (all by default): (Σ|x|ᵖ)^(1/p). Its gradient at 0 is 0. */
export function norm(x: Tensor, dims: Dims = null, { p = 2, ...options }: NormOptions = {}): Tensor {
  if (p === 2) return euclidean(x, dims, options)
  if (p === 1) return sum(abs(x), dims, options)
  const powers = pow(abs(x), p)
  const total = sum(powers, dims, options)
  // A root has no slope at 0.
  return mul(
    pow(add(total, cast(raw2('Equal', total, 0), 'float32')), 1 / p),
    cast(raw2('NotEqual', total, 0), 'float32'),
  )
}

/** √Σx² */
function euclidean(x: Tensor, dims: Dims = null, options: ReduceOptions = {}): Tensor {
  const list = normalizeDims(dims, x.shape.length)
  const output = raw1('Sqrt', reduceRaw('Sum', raw1('Square', x), list, options.keepdim ?? false))
  return record(
    'LinalgVectorNormBackward0',
    [x],
    output,
    (grad) => {
      const nonZero = cast(raw2('NotEqual', output, 0), 'float32')
      const scale = raw2('Mul', grad, raw2('RealDiv', nonZero, raw2('Maximum', output, SMALLEST)))
      return [raw2('Mul', x, keptShape(scale, x, list))]
    },
    [x],
  )
}

/** A reduction that is not recorded; `dims` are sorted and counted from the front. */
export function reduceRaw(
  kernel: ReduceKernel,
  x: Tensor,
  dims: readonly number[],
  keepdim: boolean,
): Tensor {
  const places = dims.map((dim) => placeOf(dim, x.layout)).toSorted((a, b) => a - b)
  const shape = keepdim
    ? x.shape.map((length, dim) => (dims.includes(dim) ? 1 : length))
    : x.shape.filter((_, dim) => !dims.includes(dim))
  return fromHandle(
    backend.reduce(kernel, x.handle, places, keepdim),
    shape,
    keepdim ? x.layout : withoutDims(x.layout, dims),
  )
}

/** A reduced tensor with the reduced dimensions back as length 1. */
function keptShape(reduced: Tensor, x: Tensor, dims: readonly number[]): Tensor {
  if (reduced.shape.length === x.shape.length || reduced.shape.length === 0) return reduced
  return reshapeRaw(
    reduced,
    x.shape.map((length, dim) => (dims.includes(dim) ? 1 : length)),
  )
}

function spread(grad: Tensor, x: Tensor, dims: readonly number[], keepdim: boolean): Tensor {
  const kept = keepdim
    ? grad
    : reshapeRaw(
        grad,
        x.shape.map((length, dim) => (dims.includes(dim) ? 1 : length)),
      )
  return expandRaw(inLayout(kept, x.layout), x.shape)
}
