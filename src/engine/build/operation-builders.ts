/** How the engine runs the operations of a graph, and makes the tensors that it holds. */
import { sliceBounds } from '../../graph/nodes/slice'
import type { DType } from '../../graph/types/dims'
import { zerosOf } from '../../graph/types/values'
import { full, randnLike } from '../core/create'
import { fromValues } from '../core/tensor'
import * as F from '../functional'
import * as nn from '../nn'
import * as ops from '../ops'
import { builder } from '../nn/node-builder'
import type { NodeBuilder } from '../nn/node-builder'

interface Reduction {
  dim: number | number[] | null
  keepdim: boolean
}

interface Extreme {
  dim: number
  keepdim: boolean
}

interface Slicing {
  dim: number
  start: number | null
  end: number | null
  step: number
}

interface Padding {
  pad: number[]
  mode: 'constant' | 'reflect' | 'replicate' | 'circular'
  value: number
}

interface FreeTensor {
  shape: number[]
  init: 'zeros' | 'ones' | 'constant' | 'normal' | 'uniform'
  mean: number
  std: number
  a: number
  b: number
  val: number
}

interface FixedTensor {
  value: number | number[]
  shape: number[]
  dtype: DType
  persistent: boolean
}

const shapes: Record<string, NodeBuilder> = {
  Reshape: builder<{ shape: number[] }>({ run: ([x], { shape }) => ops.reshape(x!, shape) }),
  Permute: builder<{ dims: number[] }>({ run: ([x], { dims }) => ops.permute(x!, dims) }),
  Transpose: builder<{ dim0: number; dim1: number }>({
    run: ([x], { dim0, dim1 }) => ops.transpose(x!, dim0, dim1),
  }),
  Squeeze: builder<{ dim: number }>({ run: ([x], { dim }) => ops.squeeze(x!, dim) }),
  Unsqueeze: builder<{ dim: number }>({ run: ([x], { dim }) => ops.unsqueeze(x!, dim) }),
  Select: builder<{ dim: number; index: number }>({
    run: ([x], { dim, index }) => ops.select(x!, dim, index),
  }),
  Slice: builder<Slicing>({
    run: ([x], { dim, start, end, step }) => {
      const bounds = sliceBounds(x!.shape.at(dim)!, start, end)
      return ops.slice(x!, dim, bounds.start, bounds.end, step)
    },
  }),
  Split: builder<{ split_size_or_sections: number | number[]; dim: number }>({
    run: ([x], { split_size_or_sections: sizes, dim }) => ops.split(x!, sizes, dim),
  }),
  Chunk: builder<{ chunks: number; dim: number }>({
    run: ([x], { chunks, dim }) => ops.chunk(x!, chunks, dim),
  }),
  Repeat: builder<{ sizes: number[] }>({ run: ([x], { sizes }) => ops.repeat(x!, sizes) }),
  Roll: builder<{ shifts: number[]; dims: number[] }>({
    run: ([x], { shifts, dims }) => ops.roll(x!, shifts, dims),
  }),
  Expand: builder<{ size: number[] }>({ run: ([x], { size }) => ops.expand(x!, size) }),
  ExpandAs: builder({ run: ([x, other]) => ops.expand(x!, other!.shape) }),
  Pad: builder<Padding>({ run: ([x], { pad, mode, value }) => F.pad(x!, pad, { mode, value }) }),
}

const math: Record<string, NodeBuilder> = {
  Add: builder({ run: ([a, b]) => ops.add(a!, b!) }),
  Sub: builder({ run: ([a, b]) => ops.sub(a!, b!) }),
  Mul: builder({ run: ([a, b]) => ops.mul(a!, b!) }),
  Div: builder({ run: ([a, b]) => ops.div(a!, b!) }),
  MatMul: builder({ run: ([a, b]) => ops.matmul(a!, b!) }),
  Cat: builder<{ dim: number }>({ run: (tensors, { dim }) => ops.cat(tensors, dim) }),
  Stack: builder<{ dim: number }>({ run: (tensors, { dim }) => ops.stack(tensors, dim) }),
  Mean: builder<Reduction>({
    run: ([x], { dim, keepdim }) => ops.mean(x!, dim, { keepdim }),
  }),
  Sum: builder<Reduction>({
    run: ([x], { dim, keepdim }) => ops.sum(x!, dim, { keepdim }),
  }),
  Amax: builder<Reduction>({
    run: ([x], { dim, keepdim }) => ops.amax(x!, dim, { keepdim }),
  }),
  Amin: builder<Reduction>({
    run: ([x], { dim, keepdim }) => ops.amin(x!, dim, { keepdim }),
  }),
  Max: builder<Extreme>({ run: ([x], { dim, keepdim }) => ops.maxAlong(x!, dim, { keepdim }) }),
  Min: builder<Extreme>({ run: ([x], { dim, keepdim }) => ops.minAlong(x!, dim, { keepdim }) }),
  Pow: builder<{ exponent: number }>({ run: ([x], { exponent }) => ops.pow(x!, exponent) }),
  Exp: builder({ run: ([x]) => ops.exp(x!) }),
  Log: builder({ run: ([x]) => ops.log(x!) }),
  Sqrt: builder({ run: ([x]) => ops.sqrt(x!) }),
  Abs: builder({ run: ([x]) => ops.abs(x!) }),
  Neg: builder({ run: ([x]) => ops.neg(x!) }),
  Sin: builder({ run: ([x]) => ops.sin(x!) }),
  Cos: builder({ run: ([x]) => ops.cos(x!) }),
  Erf: builder({ run: ([x]) => ops.erf(x!) }),
  Sign: builder({ run: ([x]) => ops.sign(x!) }),
  Floor: builder({ run: ([x]) => ops.floor(x!) }),
  Round: builder({ run: ([x]) => ops.round(x!) }),
  Var: builder<Reduction & { correction: number }>({
    run: ([x], { dim, correction, keepdim }) => ops.variance(x!, dim, { correction, keepdim }),
  }),
  Std: builder<Reduction & { correction: number }>({
    run: ([x], { dim, correction, keepdim }) => ops.std(x!, dim, { correction, keepdim }),
  }),
  Norm: builder<Reduction & { p: number }>({
    run: ([x], { dim, p, keepdim }) => ops.norm(x!, dim, { p, keepdim }),
  }),
  Normalize: builder<{ p: number; dim: number; eps: number }>({
    run: ([x], options) => F.normalize(x!, options),
  }),
  Cumsum: builder<{ dim: number }>({ run: ([x], { dim }) => ops.cumsum(x!, dim) }),
  Tril: builder<{ diagonal: number }>({ run: ([x], { diagonal }) => ops.tril(x!, diagonal) }),
  Triu: builder<{ diagonal: number }>({ run: ([x], { diagonal }) => ops.triu(x!, diagonal) }),
  OneHot: builder<{ num_classes: number }>({
    run: ([x], { num_classes: classes }) => ops.oneHot(x!, classes),
  }),
  RandnLike: builder({ run: ([x]) => randnLike(x!) }),
  Einsum: builder<{ equation: string }>({
    run: (operands, { equation }) => ops.einsum(equation, ...operands),
  }),
  ScaledDotProductAttention: builder<{ dropout_p: number; is_causal: boolean; scale: number | null }>({
    run: ([query, key, value, attnMask], { dropout_p: p, is_causal: isCausal, scale }, { training }) =>
      F.scaledDotProductAttention(query!, key!, value!, {
        attnMask,
        dropoutP: training ? p : 0,
        isCausal,
        scale,
      }),
  }),
  Clamp: builder<{ min: number | null; max: number | null }>({
    run: ([x], { min, max }) => ops.clamp(x!, min, max),
  }),
}

const tensors: Record<string, NodeBuilder> = {
  Parameter: builder<FreeTensor>({
    attribute: ({ shape, init, mean, std, a, b, val }) => {
      const tensor = full(shape, init === 'ones' ? 1 : init === 'constant' ? val : 0)
      if (init === 'normal') nn.init.normal_(tensor, mean, std)
      if (init === 'uniform') nn.init.uniform_(tensor, a, b)
      return new nn.Parameter(tensor)
    },
  }),
  Constant: builder<FixedTensor>({
    attribute: ({ value, shape, dtype, persistent }) => {
      const places = shape.reduce((product, size) => product * size, 1)
      const data = zerosOf(dtype, places)
      const number = (each: number): number => (dtype === 'bool' ? Number(each !== 0) : each)
      if (typeof value === 'number') data.fill(number(value))
      else data.set(value.map(number))
      return new nn.Buffer(fromValues(data, shape, dtype), persistent)
    },
  }),
}

const masks: Record<string, NodeBuilder> = {
  Compare: builder<{ operator: 'gt' | 'ge' | 'lt' | 'le' | 'eq' | 'ne'; other: number }>({
    run: ([a, b], { operator, other }) => COMPARE[operator](a!, b ?? other),
  }),
  Logical: builder<{ operator: 'and' | 'or' | 'xor' }>({
    run: ([a, b], { operator }) => LOGICAL[operator](a!, b!),
  }),
  LogicalNot: builder({ run: ([x]) => ops.logicalNot(x!) }),
  Where: builder({ run: ([condition, a, b]) => ops.where(condition!, a!, b!) }),
  MaskedFill: builder<{ value: number | null }>({
    run: ([x, mask], { value }) => ops.maskedFill(x!, mask!, value ?? -Infinity),
  }),
  To: builder<{ dtype: DType }>({ run: ([x], { dtype }) => ops.cast(x!, dtype) }),
}

const COMPARE = { gt: ops.gt, ge: ops.ge, lt: ops.lt, le: ops.le, eq: ops.eq, ne: ops.ne }
const LOGICAL = { and: ops.logicalAnd, or: ops.logicalOr, xor: ops.logicalXor }

export const operationBuilders: Record<string, NodeBuilder> = { ...shapes, ...math, ...masks, ...tensors }
