/** Hangs the operations on Tensor as methods: `x.add(y)` for `add(x, y)`. Importing this file is what installs them. */
import * as autograd from './autograd'
import { tensorText } from './core/print'
import { alias, inLayout, Tensor, type Operand } from './core/tensor'
import { isGradEnabled } from './core/grad-mode'
import { record } from './core/record'
import { RuntimeError } from './errors'
import { full } from './core/create'
import * as ops from './ops'

/** A function of a tensor and more, as a method. */
type Method<F> = F extends (x: Tensor, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

const METHODS = {
  add: ops.add,
  sub: ops.sub,
  mul: ops.mul,
  div: ops.div,
  pow: ops.pow,
  remainder: ops.remainder,
  maximum: ops.maximum,
  minimum: ops.minimum,
  eq: ops.eq,
  ne: ops.ne,
  lt: ops.lt,
  le: ops.le,
  gt: ops.gt,
  ge: ops.ge,
  logicalAnd: ops.logicalAnd,
  logicalOr: ops.logicalOr,
  logicalNot: ops.logicalNot,
  neg: ops.neg,
  exp: ops.exp,
  log: ops.log,
  log1p: ops.log1p,
  sqrt: ops.sqrt,
  rsqrt: ops.rsqrt,
  abs: ops.abs,
  square: ops.square,
  reciprocal: ops.reciprocal,
  tanh: ops.tanh,
  sigmoid: ops.sigmoid,
  relu: ops.relu,
  sin: ops.sin,
  cos: ops.cos,
  erf: ops.erf,
  sign: ops.sign,
  floor: ops.floor,
  ceil: ops.ceil,
  round: ops.round,
  clamp: ops.clamp,
  isnan: ops.isnan,
  isinf: ops.isinf,
  sum: ops.sum,
  mean: ops.mean,
  amax: ops.amax,
  amin: ops.amin,
  prod: ops.prod,
  norm: ops.norm,
  argmax: ops.argmax,
  argmin: ops.argmin,
  all: ops.all,
  any: ops.any,
  var: ops.variance,
  std: ops.std,
  cumsum: ops.cumsum,
  matmul: ops.matmul,
  mm: ops.matmul,
  softmax: ops.softmax,
  logSoftmax: ops.logSoftmax,
  transpose: ops.transpose,
  t: ops.t,
  squeeze: ops.squeeze,
  unsqueeze: ops.unsqueeze,
  flatten: ops.flatten,
  unflatten: ops.unflatten,
  contiguous: ops.contiguous,
  narrow: ops.narrow,
  select: ops.select,
  slice: ops.slice,
  indexSelect: ops.indexSelect,
  split: ops.split,
  chunk: ops.chunk,
  maskedFill: ops.maskedFill,
  flip: ops.flip,
  unbind: ops.unbind,
  movedim: ops.movedim,
  index: ops.index,
  gather: ops.gather,
  topk: ops.topk,
  sort: ops.sort,
  argsort: ops.argsort,
  maskedSelect: ops.maskedSelect,
  nonzero: ops.nonzero,
  bmm: ops.bmm,
  mv: ops.matmul,
  addmm: ops.addmm,
  dot: ops.dot,
  outer: ops.outer,
  tril: ops.tril,
  triu: ops.triu,
  logsumexp: ops.logsumexp,
  expm1: ops.expm1,
  log2: ops.log2,
  log10: ops.log10,
  tan: ops.tan,
  sinh: ops.sinh,
  cosh: ops.cosh,
  asin: ops.asin,
  acos: ops.acos,
  atan: ops.atan,
  trunc: ops.trunc,
  logicalXor: ops.logicalXor,
  isfinite: ops.isfinite,
  equal: ops.equal,
  allclose: ops.allclose,
  to: ops.cast,
  registerHook: autograd.registerHook,
  retainGrad: autograd.retainGrad,
  backward: autograd.backward,
  registerPostAccumulateGradHook: autograd.registerPostAccumulateGradHook,
} as const

type Methods = { [Name in keyof typeof METHODS]: Method<(typeof METHODS)[Name]> }

/** Numbers one by one or as one list: `x.view(2, -1)` and `x.view([2, -1])`. */
type Sizes = number[] | [readonly number[]]

function listOf(sizes: Sizes): readonly number[] {
  const [first] = sizes
  return typeof first === 'object' ? first : (sizes as number[])
}

interface MoreMethods {
  /** The values in their order under another shape; one length may be -1. */
  view(...shape: Sizes): Tensor
  reshape(...shape: Sizes): Tensor
  expand(...shape: Sizes): Tensor
  /** The dimensions in another order. */
  permute(...dims: Sizes): Tensor
  viewAs(other: Tensor): Tensor
  reshapeAs(other: Tensor): Tensor
  expandAs(other: Tensor): Tensor
  /** The tensor again and again along each dimension. */
  repeat(...repeats: Sizes): Tensor
  /** The largest value of all; along `dim` with places, where one is given. */
  max(): Tensor
  max(dim: number, options?: ops.ReduceOptions): [values: Tensor, indices: Tensor]
  /** The smallest value of all; along `dim` with places, where one is given. */
  min(): Tensor
  min(dim: number, options?: ops.ReduceOptions): [values: Tensor, indices: Tensor]
  /** The tensor's values where `condition` holds, those of `other` elsewhere. */
  where(condition: Tensor, other: Operand): Tensor
  clampMin(min: number): Tensor
  clampMax(max: number): Tensor
  dim(): number
  float(): Tensor
  long(): Tensor
  bool(): Tensor
  /** The same values outside the tape; changes in place are seen by both. */
  detach(): Tensor
  /** A tensor of its own with the same values, on the tape. */
  clone(): Tensor
  /** Sets `requiresGrad` and returns the tensor. */
  requiresGrad_(value?: boolean): this
  copy_(source: Tensor): this
  fill_(value: number): this
  zero_(): this
  add_(other: Operand): this
  sub_(other: Operand): this
  mul_(other: Operand): this
  div_(other: Operand): this
  toString(): string
}

declare module './core/tensor' {
  interface Tensor extends Methods, MoreMethods {}
}

function change(x: Tensor, compute: () => Tensor): Tensor {
  if (x.requiresGrad && isGradEnabled()) {
    throw new RuntimeError(
      x.isLeaf
        ? 'a leaf Variable that requires grad is being used in an in-place operation.'
        : 'in-place operations on a tensor that is part of a graph are not supported: use the form that returns a new tensor',
    )
  }
  const result = autograd.noGrad(compute)
  const { handle } = inLayout(ops.expandRaw(ops.cast(result, x.dtype), x.shape), x.layout)
  handle.refs++
  x.storage.replace(handle)
  return x
}

const more: Record<keyof MoreMethods, (this: Tensor, ...rest: never[]) => unknown> = {
  view(...shape: Sizes) {
    return ops.reshape(this, listOf(shape))
  },
  reshape(...shape: Sizes) {
    return ops.reshape(this, listOf(shape))
  },
  expand(...shape: Sizes) {
    return ops.expand(this, listOf(shape))
  },
  permute(...dims: Sizes) {
    return ops.permute(this, listOf(dims))
  },
  viewAs(other: Tensor) {
    return ops.reshape(this, other.shape)
  },
  reshapeAs(other: Tensor) {
    return ops.reshape(this, other.shape)
  },
  expandAs(other: Tensor) {
    return ops.expand(this, other.shape)
  },
  repeat(...repeats: Sizes) {
    return ops.repeat(this, listOf(repeats))
  },
  max(dim?: number, options?: ops.ReduceOptions) {
    return dim === undefined ? ops.amax(this) : ops.maxAlong(this, dim, options)
  },
  min(dim?: number, options?: ops.ReduceOptions) {
    return dim === undefined ? ops.amin(this) : ops.minAlong(this, dim, options)
  },
  where(condition: Tensor, other: Operand) {
    return ops.where(condition, this, other)
  },
  clampMin(min: number) {
    return ops.clamp(this, min)
  },
  clampMax(max: number) {
    return ops.clamp(this, null, max)
  },
  dim() {
    return this.shape.length
  },
  float() {
    return ops.cast(this, 'float32')
  },
  long() {
    return ops.cast(this, 'int64')
  },
  bool() {
    return ops.cast(this, 'bool')
  },
  detach() {
    return alias(this)
  },
  clone() {
    const copy = new Tensor(this.storage.share(), this.shape, this.dtype, this.layout)
    return record('CloneBackward0', [this], copy, (grad) => [grad])
  },
  requiresGrad_(value = true as never) {
    this.requiresGrad = value
    return this
  },
  copy_(source: Tensor) {
    return change(this, () => source)
  },
  fill_(value: number) {
    return change(this, () => full([], value))
  },
  zero_() {
    return change(this, () => full([], 0))
  },
  add_(other: Operand) {
    return change(this, () => ops.add(this, other))
  },
  sub_(other: Operand) {
    return change(this, () => ops.sub(this, other))
  },
  mul_(other: Operand) {
    return change(this, () => ops.mul(this, other))
  },
  div_(other: Operand) {
    return change(this, () => ops.div(this, other))
  },
  toString() {
    return tensorText(this)
  },
}

for (const [name, operation] of Object.entries(METHODS) as [
  string,
  (x: Tensor, ...rest: unknown[]) => unknown,
][]) {
  define(name, function (this: Tensor, ...rest: unknown[]) {
    return operation(this, ...rest)
  })
}
for (const [name, method] of Object.entries(more)) define(name, method)
define(Symbol.for('nodejs.util.inspect.custom'), function (this: Tensor) {
  return tensorText(this)
})

function define(name: string | symbol, value: unknown): void {
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true })
}
