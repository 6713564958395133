/** The functions of `torch` and the methods of tensors that have a node, each with what it takes. */
import type { Operation, OperationRule } from './operation'
import { isBatch, resolved, sizesOf } from './operation'
import { overBatch } from './batch'
import { CONVOLUTIONS } from './composed/convolutions'
import { NORMS } from './composed/norms'
import { divided, NUMBER_OPERATIONS, powerOf } from './composed/numbers'
import { SHAPE_OPERATIONS } from './composed/shapes'
import { extreme, FUNCTION_OPERATIONS } from './functions'
import { MASK_OPERATIONS } from './masks'
import { reshape, viewLike } from './reshaping'
import { Unreadable } from './syntax'
import { isKind, list, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'
import { told } from '../../../words/tell'

const BINARY = 'input, other, alpha=1'

/** By name, for `torch.<name>(input, …)` and `input.<name>(…)` alike. */
export const OPERATIONS: Readonly<Record<string, OperationRule>> = {
  add: { takes: BINARY, run: binary('Add') },
  sub: { takes: BINARY, run: binary('Sub') },
  subtract: { takes: BINARY, run: binary('Sub') },
  mul: { takes: BINARY, run: binary('Mul') },
  multiply: { takes: BINARY, run: binary('Mul') },
  div: { takes: 'input, other, rounding_mode=None', run: binary('Div') },
  divide: { takes: 'input, other, rounding_mode=None', run: binary('Div') },
  true_divide: { takes: 'input, other', run: binary('Div') },
  matmul: { takes: 'input, other', run: binary('MatMul') },
  mm: { takes: 'input, other', run: binary('MatMul') },
  bmm: { takes: 'input, other', run: binary('MatMul') },
  pow: {
    takes: 'input, exponent',
    run: (o) => powerOf(o) ?? o.node('Pow', { exponent: o.plain('exponent') }, { input: o.input }),
  },
  square: { takes: 'input', run: (o) => o.node('Pow', { exponent: 2 }, { input: o.input }) },
  sqrt: { takes: 'input', run: (o) => o.node('Sqrt', {}, { input: o.input }) },
  neg: { takes: 'input', run: (o) => o.node('Neg', {}, { input: o.input }) },
  exp: { takes: 'input', run: (o) => o.node('Exp', {}, { input: o.input }) },
  log: { takes: 'input', run: (o) => o.node('Log', {}, { input: o.input }) },
  abs: { takes: 'input', run: (o) => o.node('Abs', {}, { input: o.input }) },
  sin: { takes: 'input', run: (o) => o.node('Sin', {}, { input: o.input }) },
  cos: { takes: 'input', run: (o) => o.node('Cos', {}, { input: o.input }) },
  clamp: {
    takes: 'input, min=None, max=None',
    run: (o) => o.node('Clamp', { min: o.plain('min'), max: o.plain('max') }, { input: o.input }),
  },
  clip: {
    takes: 'input, min=None, max=None',
    run: (o) => o.node('Clamp', { min: o.plain('min'), max: o.plain('max') }, { input: o.input }),
  },
  cat: { takes: 'tensors, dim=0', run: joined('Cat') },
  concat: { takes: 'tensors, dim=0', run: joined('Cat') },
  concatenate: { takes: 'tensors, dim=0', run: joined('Cat') },
  hstack: { takes: 'tensors', run: joined('Cat', 1) },
  stack: { takes: 'tensors, dim=0', run: joined('Stack') },
  flatten: {
    takes: 'input, start_dim=0, end_dim=-1',
    run: (o) =>
      o.node(
        'Flatten',
        { start_dim: o.plain('start_dim') ?? 0, end_dim: o.plain('end_dim') },
        { input: o.input },
      ),
  },
  unflatten: {
    takes: 'input, dim, sizes',
    run: (o) =>
      o.node(
        'Unflatten',
        { dim: o.plain('dim'), unflattened_size: o.sizes('sizes').filter((v) => typeof v === 'number') },
        { input: o.input },
      ),
  },
  reshape: { takes: 'input, shape', run: (o) => reshape(o, o.sizes('shape')) },
  view: { takes: 'input, shape', run: (o) => reshape(o, o.sizes('shape')) },
  view_as: { takes: 'input, other', run: viewLike },
  reshape_as: { takes: 'input, other', run: viewLike },
  permute: {
    takes: 'input, dims',
    run: (o) =>
      o.node('Permute', { dims: o.sizes('dims').filter((v) => typeof v === 'number') }, { input: o.input }),
  },
  transpose: { takes: 'input, dim0, dim1', run: transpose },
  swapaxes: { takes: 'input, dim0, dim1', run: transpose },
  swapdims: { takes: 'input, dim0, dim1', run: transpose },
  t: { takes: 'input', run: (o) => o.node('Transpose', { dim0: 0, dim1: 1 }, { input: o.input }) },
  squeeze: { takes: 'input, dim=None', run: squeeze },
  unsqueeze: {
    takes: 'input, dim',
    run: (o) => o.node('Unsqueeze', { dim: o.plain('dim') }, { input: o.input }),
  },
  mean: { takes: 'input, dim=None, keepdim=False', run: reduced('Mean') },
  sum: { takes: 'input, dim=None, keepdim=False', run: reduced('Sum') },
  amax: { takes: 'input, dim=None, keepdim=False', run: reduced('Amax') },
  max: { takes: 'input, dim=None, keepdim=False', run: greatest('Max') },
  amin: { takes: 'input, dim=None, keepdim=False', run: reduced('Amin') },
  min: { takes: 'input, dim=None, keepdim=False', run: greatest('Min') },
  split: { takes: 'input, split_size_or_sections, dim=0', run: split },
  chunk: { takes: 'input, chunks, dim=0', run: chunk },
  select: {
    takes: 'input, dim, index',
    run: (o) => o.node('Select', { dim: o.plain('dim'), index: o.plain('index') }, { input: o.input }),
  },
  narrow: {
    takes: 'input, dim, start, length',
    run: (o) =>
      o.node(
        'Slice',
        {
          dim: o.plain('dim'),
          start: o.plain('start'),
          end: Number(o.plain('start')) + Number(o.plain('length')),
        },
        { input: o.input },
      ),
  },
  size: { takes: 'input, dim=None', run: size },
  dim: { takes: 'input', run: (o) => o.input?.type?.shape.length ?? UNKNOWN },
  numel: { takes: 'input', run: () => UNKNOWN },
  expand: { takes: 'input, size', run: expand },
  expand_as: {
    takes: 'input, other',
    run: (o) => o.node('ExpandAs', {}, { input: o.input, other: o.tensor('other') }),
  },
  pad: {
    takes: "input, pad, mode='constant', value=None",
    run: (o) =>
      o.node(
        'Pad',
        { pad: o.plain('pad'), mode: o.plain('mode'), value: o.plain('value') ?? undefined },
        { input: o.input },
      ),
  },
  detach: { takes: 'input', run: detached },
  ...MASK_OPERATIONS,
  ...FUNCTION_OPERATIONS,
  ...NUMBER_OPERATIONS,
  ...SHAPE_OPERATIONS,
  ...CONVOLUTIONS,
  ...NORMS,
}

/** Python's operators by the names of functions. */
export const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '@': 'matmul',
  '**': 'pow',
  '//': 'floor_divide',
  '%': 'remainder',
  '>': 'gt',
  '>=': 'ge',
  '<': 'lt',
  '<=': 'le',
  '==': 'eq',
  '!=': 'ne',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
}

/** What changes no value: where a tensor lies, and how. */
export const NO_OPERATIONS: ReadonlySet<string> = new Set([
  'contiguous', 'clone', 'cuda', 'cpu', 'requires_grad_',
]) // prettier-ignore

function binary(type: string): OperationRule['run'] {
  return (o) => {
    const rounding = o.value('rounding_mode') ?? null
    if (rounding !== null) return divided(o, rounding)
    const factor = o.value('alpha')
    const [input, second] = o.pair('input', 'other')
    const other =
      factor === undefined || factor === 1
        ? second
        : o.node('Mul', {}, { input: second, other: o.tracer.tensor(factor, o.line) })
    return o.node(type, {}, { input, other })
  }
}

function joined(type: string, usual = 0): OperationRule['run'] {
  return (o) => {
    const tensors = o.value('tensors')
    if (!isKind(tensors, 'list'))
      throw new Unreadable(
        told('python.open_joined', 'Only running the net would tell what {{o}} joins.', {
          o: o.name,
        }),
        o.line,
      )
    const dim = Number(o.plain('dim') ?? usual)
    const joins = tensors.items.filter((item) => !isNothing(item, tensors.items, type === 'Cat' ? dim : NaN))
    const inputs = Object.fromEntries(
      joins.map((item, index) => [`tensors.${index}`, o.tracer.tensor(item, o.line)]),
    )
    return o.node(type, { dim }, inputs)
  }
}

/** Whether a part is empty along the dimension that is joined, which is counted from the end by what lies beside it. */
function isNothing(item: Value, beside: readonly Value[], dim: number): boolean {
  if (!isKind(item, 'unknown') || item.empty === undefined) return false
  const rank =
    beside.flatMap((other) => (isKind(other, 'tensor') ? [other.type?.shape.length ?? 0] : []))[0] ?? 0
  return item.empty === (dim < 0 ? dim : dim - rank)
}

function transpose(o: Operation): Value {
  return o.node('Transpose', { dim0: o.plain('dim0'), dim1: o.plain('dim1') }, { input: o.input })
}

function reduced(type: string): OperationRule['run'] {
  return (o) => o.node(type, { dim: o.plain('dim'), keepdim: o.plain('keepdim') }, { input: o.input })
}

/** With `dim`, PyTorch gives the values and where they are; without, one number. */
function greatest(type: 'Max' | 'Min'): OperationRule['run'] {
  return (o) => {
    const dim = o.value('dim')
    if (isKind(dim, 'tensor') || isKind(dim, 'parameter')) return extreme(type)(o)
    if (dim === undefined || dim === null) return o.node(`A${type.toLowerCase()}`, {}, { input: o.input })
    return list(o.nodes(type, { dim: o.plain('dim'), keepdim: o.plain('keepdim') }, { input: o.input }), true)
  }
}

function split(o: Operation): Value {
  const parts = o.nodes(
    'Split',
    { split_size_or_sections: o.plain('split_size_or_sections'), dim: o.plain('dim') },
    { input: o.input },
  )
  if (typeof o.plain('split_size_or_sections') !== 'number') return list(parts, true)
  return { ...list(parts, true), open: o.input?.type == null ? 'any' : 'likely' }
}

function chunk(o: Operation): Value {
  const parts = o.nodes('Chunk', { chunks: o.plain('chunks'), dim: o.plain('dim') }, { input: o.input })
  return { ...list(parts, true), open: 'fewer' }
}

/** Without `dim`, PyTorch takes out every dimension of size 1. */
function squeeze(o: Operation): Value {
  const dim = o.plain('dim')
  if (typeof dim === 'number') return o.node('Squeeze', { dim }, { input: o.input })
  const shape = o.input?.type?.shape
  if (shape === undefined)
    throw new Unreadable(
      told(
        'python.open_squeeze',
        'Which dimensions have the size 1 is not known without the shape of the input.',
      ),
      o.line,
    )
  return (
    shape.reduceRight<TensorValue | null>(
      (value, length, axis) => (length === 1 ? o.node('Squeeze', { dim: axis }, { input: value }) : value),
      o.input,
    ) ?? UNKNOWN
  )
}

function expand(o: Operation): Value {
  const sizes = o.sizes('size')
  const shape = o.input?.type?.shape
  if (shape !== undefined && o.input !== null && sizes.some(isBatch)) return overBatch(o, o.input, sizes)
  const numbers = sizes.map((value) => (isBatch(value) ? -1 : value))
  if (!numbers.every((value) => typeof value === 'number'))
    throw new Unreadable(told('python.open_sizes', 'Only running the net would tell these sizes.'), o.line)
  return o.node('Expand', { size: numbers }, { input: o.input })
}

function size(o: Operation): Value {
  const { input } = o
  if (input === null) return UNKNOWN
  const dim = o.plain('dim')
  if (typeof dim !== 'number')
    return sizesOf(input, 0) === undefined
      ? { kind: 'shape', tensor: input, from: 0 }
      : list(sizesOf(input, 0) ?? [], true)
  return resolved({ kind: 'size', tensor: input, axis: dim })
}

function detached(o: Operation): Value {
  o.note(told('python.detach', 'detach() stops gradients in PyTorch; here they flow on.'))
  return o.input ?? UNKNOWN
}
