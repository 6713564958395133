/** Functions that models call between their layers, as nodes or as chains of them. */
import { overBatch } from './batch'
import { largestNorm } from './composed/numbers'
import { gathered } from './gather'
import type { Operation, OperationRule } from './operation'
import { isBatch, resolved } from './operation'
import { Unreadable } from './syntax'
import { isKind, list, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'
import { refusals } from './refusals'
import { told } from '../../../words/tell'

export const FUNCTION_OPERATIONS: Readonly<Record<string, OperationRule>> = {
  rsqrt: { takes: 'input', run: (o) => o.node('Pow', { exponent: -0.5 }, { input: o.input }) },
  reciprocal: { takes: 'input', run: (o) => o.node('Pow', { exponent: -1 }, { input: o.input }) },
  var: { takes: 'input, dim=None, unbiased=True, keepdim=False, correction=None', run: spread('Var') },
  std: { takes: 'input, dim=None, unbiased=True, keepdim=False, correction=None', run: spread('Std') },
  norm: { takes: 'input, p=2, dim=None, keepdim=False', run: (o) => norm(o, o.value('p') ?? o.value('ord')) },
  vector_norm: { takes: 'input, ord=2, dim=None, keepdim=False', run: (o) => norm(o, o.value('ord')) },
  maximum: { takes: 'input, other', run: extreme('Max') },
  minimum: { takes: 'input, other', run: extreme('Min') },
  cumsum: { takes: 'input, dim', run: (o) => o.node('Cumsum', { dim: o.plain('dim') }, { input: o.input }) },
  tril: { takes: 'input, diagonal=0', run: triangle('Tril') },
  triu: { takes: 'input, diagonal=0', run: triangle('Triu') },
  roll: { takes: 'input, shifts, dims=None', run: roll },
  argmax: { takes: 'input, dim=None, keepdim=False', run: place('Max') },
  argmin: { takes: 'input, dim=None, keepdim=False', run: place('Min') },
  tensor_split: { takes: 'input, indices_or_sections, dim=0, indices=None, sections=None', run: splitAt },
  unbind: { takes: 'input, dim=0', run: unbind },
  repeat: { takes: 'input, repeats', run: repeat },
  tile: { takes: 'input, repeats', run: repeat },
  repeat_interleave: { takes: 'input, repeats, dim', run: repeatInterleave },
  einsum: { takes: 'equation, operands', run: einsum },
  embedding: {
    takes:
      'input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False',
    run: (o) => {
      const [table, places] = [o.tensor('weight'), o.value('input')]
      return table === null || places === undefined ? UNKNOWN : gathered(o, table, places)
    },
  },
  lerp: {
    takes: 'input, end, weight',
    run: (o) => {
      const [input, end] = [o.input, o.tensor('end')]
      const part = o.node(
        'Mul',
        {},
        { input: o.node('Sub', {}, { input: end, other: input }), other: o.tensor('weight') },
      )
      return o.node('Add', {}, { input, other: part })
    },
  },
  linear: { takes: 'input, weight, bias=None', run: linear },
  layer_norm: { takes: 'input, normalized_shape, weight=None, bias=None, eps=1e-05', run: layerNorm },
  scaled_dot_product_attention: {
    takes: 'query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False',
    run: attention,
  },
}

function spread(type: 'Var' | 'Std'): OperationRule['run'] {
  return (o) => {
    const correction = o.plain('correction') ?? (o.plain('unbiased') === false ? 0 : 1)
    return o.node(type, { dim: o.plain('dim'), correction, keepdim: o.plain('keepdim') }, { input: o.input })
  }
}

/** The larger or the smaller of two, element by element. */
export function extreme(type: 'Max' | 'Min'): OperationRule['run'] {
  return (o) => {
    const input = o.input
    const other = o.tensor(o.value('other') === undefined ? 'dim' : 'other')
    const [first, second] = [input?.type?.shape, other?.type?.shape]
    const alike = first !== undefined && first.length > 0 && first.join() === second?.join()
    if (alike) {
      const stacked = o.node('Stack', { dim: 1 }, { 'tensors.0': input, 'tensors.1': other })
      return o.node(`A${type.toLowerCase()}`, { dim: 1 }, { input: stacked })
    }
    const condition = o.node('Compare', { operator: type === 'Max' ? 'ge' : 'le' }, { input, other })
    return o.node('Where', {}, { condition, input, other })
  }
}

function norm(o: Operation, power: Value | undefined): Value {
  const p = power === undefined || power === null || power === 'fro' ? 2 : power
  if (p === Infinity) return largestNorm(o, o.plain('keepdim'))
  if (typeof p !== 'number' || !Number.isFinite(p) || p <= 0) return o.opaque()[0] ?? UNKNOWN
  return o.node('Norm', { p, dim: o.plain('dim'), keepdim: o.plain('keepdim') }, { input: o.input })
}

function triangle(type: 'Tril' | 'Triu'): OperationRule['run'] {
  return (o) => o.node(type, { diagonal: o.plain('diagonal') }, { input: o.input })
}

function roll(o: Operation): Value {
  const [shifts, dims] = [[o.plain('shifts')].flat(), o.plain('dims') ?? undefined]
  if (dims === undefined) return o.opaque()[0] ?? UNKNOWN
  return o.node('Roll', { shifts, dims: [dims].flat() }, { input: o.input })
}

/** Where the largest or smallest value lies; without `dim`, among all values. */
function place(type: 'Max' | 'Min'): OperationRule['run'] {
  return (o) => {
    const dim = o.plain('dim')
    const input = typeof dim === 'number' ? o.input : o.node('Flatten', { start_dim: 0 }, { input: o.input })
    const found = o.nodes(type, { dim: dim ?? 0, keepdim: o.plain('keepdim') }, { input })
    return found[1] ?? UNKNOWN
  }
}

/** Parts that end at places of a dimension: before the first, between two, behind the last. */
function splitAt(o: Operation): Value {
  const places = o.plain('indices') ?? o.plain('indices_or_sections')
  const dim = Number(o.plain('dim') ?? 0)
  if (!Array.isArray(places) || !places.every((at) => typeof at === 'number')) return o.opaque()[0] ?? UNKNOWN
  const edges = [0, ...places]
  const parts = edges.map((start, at) =>
    o.node(
      'Slice',
      { dim, start, ...(at < places.length ? { end: edges[at + 1] } : {}) },
      { input: o.input },
    ),
  )
  return list(parts, true)
}

/** So many parts are made where nobody knows yet how many there are. */
const MOST_OPEN = 8

function unbind(o: Operation): Value {
  const dim = Number(o.plain('dim') ?? 0)
  const size = o.input?.type?.shape.at(dim)
  if (typeof size === 'string')
    throw new Unreadable(
      told('python.open_parts_of_batch', 'How many samples there are is not known.'),
      o.line,
    )
  const parts = Array.from({ length: size ?? MOST_OPEN }, (_, index) =>
    o.node('Select', { dim, index }, { input: o.input }),
  )
  return size === undefined ? { ...list(parts, true), open: 'fewer' } : list(parts, true)
}

/** Copies along the batch are as many as there are samples: one of size 1 is spread over them. */
function repeat(o: Operation): Value {
  const sizes = o.sizes('repeats')
  const shape = o.input?.type?.shape
  // One of size 1 is spread over the samples.
  const lead = sizes.length - (shape?.length ?? 0)
  if (o.input !== null && shape !== undefined && sizes.some(isBatch)) {
    const alone = sizes.every((size, dim) => !isBatch(size) || dim < lead || shape[dim - lead] === 1)
    const times = sizes.map((size) => (isBatch(size) ? 1 : size))
    if (alone && times.every((size) => typeof size === 'number')) {
      const copied = times.every((size) => size === 1)
        ? o.input
        : o.node('Repeat', { sizes: times }, { input: o.input })
      return overBatch(
        o,
        copied,
        sizes.map((size) => (isBatch(size) ? size : -1)),
      )
    }
  }
  const numbers = sizes.map(resolved)
  if (!numbers.every((size) => typeof size === 'number'))
    throw new Unreadable(told('python.open_sizes', 'Only running the net would tell these sizes.'), o.line)
  return o.node('Repeat', { sizes: numbers }, { input: o.input })
}

/** More copies are no wires of their own. */
const MOST_STACKED = 16

/** Each entry so many times in a row: a new dimension of copies, made one with its own. */
function repeatInterleave(o: Operation): Value {
  const [repeats, dim] = [o.plain('repeats'), o.plain('dim')]
  const rank = o.input?.type?.shape.length
  if (typeof repeats !== 'number' || typeof dim !== 'number' || (dim < 0 && rank === undefined))
    return o.opaque()[0] ?? UNKNOWN
  return copiedInRow(o, o.input, repeats, dim < 0 ? dim + (rank ?? 0) : dim)
}

function copiedInRow(o: Operation, input: TensorValue | null, repeats: number, axis: number): TensorValue {
  const rank = input?.type?.shape.length
  if (repeats > MOST_STACKED && rank !== undefined) {
    const size = Array.from({ length: rank + 1 }, (_, at) => (at === axis + 1 ? repeats : -1))
    const raised = o.node('Unsqueeze', { dim: axis + 1 }, { input })
    const copies = o.node('Expand', { size }, { input: raised })
    return o.node('Flatten', { start_dim: axis, end_dim: axis + 1 }, { input: copies })
  }
  const copies = Object.fromEntries(Array.from({ length: repeats }, (_, i) => [`tensors.${i}`, input]))
  const stacked = o.node('Stack', { dim: axis + 1 }, copies)
  return o.node('Flatten', { start_dim: axis, end_dim: axis + 1 }, { input: stacked })
}

export function einsum(o: Operation): Value {
  const equation = o.value('equation')
  const [first] = o.rest
  const given = isKind(first, 'list') ? first.items : o.rest
  if (typeof equation !== 'string') return o.opaque()[0] ?? UNKNOWN
  const operands = given.map((value) => o.tracer.tensor(value, o.line))
  const inputs = Object.fromEntries(operands.map((value, index) => [`tensors.${index}`, value]))
  return o.node('Einsum', { equation: withoutEllipses(equation, operands) }, inputs)
}

/** `...` as letters of their own, where it is known how many dimensions it stands for. */
function withoutEllipses(equation: string, operands: readonly (TensorValue | null)[]): string {
  if (!equation.includes('...')) return equation
  const free = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').filter((letter) => !equation.includes(letter))
  const [left = '', right] = equation.replaceAll(' ', '').split('->')
  const counts = left.split(',').map((letters, index) => {
    const rank = operands[index]?.type?.shape.length ?? letters.length - 3
    return letters.includes('...') ? Math.max(0, rank - (letters.length - 3)) : 0
  })
  const most = Math.max(...counts)
  const written = left
    .split(',')
    .map((letters, index) => letters.replace('...', free.slice(most - (counts[index] ?? 0), most).join('')))
  const all = free.slice(0, most).join('')
  return `${written.join(',')}${right === undefined ? '' : `->${right.replace('...', all)}`}`
}

/** x·Wᵀ + b with a weight that is no layer's. */
function linear(o: Operation): Value {
  const turned = o.node('Transpose', { dim0: 0, dim1: 1 }, { input: o.tensor('weight') })
  return plus(o, o.node('MatMul', {}, { input: o.input, other: turned }))
}

function layerNorm(o: Operation): Value {
  const shape = o.sizes('normalized_shape').filter((size) => typeof size === 'number')
  const given = o.plain('normalized_shape')
  const params = {
    normalized_shape: typeof given === 'number' ? given : shape.length === 1 ? shape[0] : shape,
    eps: o.plain('eps'),
    elementwise_affine: false,
  }
  const normal = o.node('LayerNorm', params, { input: o.input })
  const weight = o.value('weight') ?? null
  const scaled = weight === null ? normal : o.node('Mul', {}, { input: normal, other: o.tensor('weight') })
  return plus(o, scaled)
}

function plus(o: Operation, value: TensorValue): TensorValue {
  if ((o.value('bias') ?? null) === null) return value
  return o.node('Add', {}, { input: value, other: o.tensor('bias') })
}

/** As many heads as the query has, each of fewer so many times. */
function forEachHead(o: Operation, input: TensorValue | null): TensorValue | null {
  const [wanted, heads] = [o.tensor('query'), input].map((wire) => wire?.type?.shape.at(-3))
  if (typeof wanted !== 'number' || typeof heads !== 'number')
    throw new Unreadable(refusals.openArgument('enable_gqa', o.name), o.line)
  return wanted === heads
    ? input
    : copiedInRow(o, input, wanted / heads, (input?.type?.shape.length ?? 3) - 3)
}

function attention(o: Operation): Value {
  const grouped = o.value('enable_gqa') === true
  const causal = o.value('is_causal')
  if (causal !== undefined && typeof causal !== 'boolean')
    o.note(refusals.unreadArgument('is_causal', `${o.name}()`))
  const given = o.value('dropout_p')
  const p = isKind(given, 'unknown') ? (given.dropped ?? given) : given
  if (isKind(p, 'unknown')) o.note(refusals.unreadArgument('dropout_p', `${o.name}()`))
  return o.node(
    'ScaledDotProductAttention',
    {
      dropout_p: typeof p === 'number' ? p : undefined,
      is_causal: causal === true ? true : undefined,
      scale: o.plain('scale') ?? undefined,
    },
    {
      query: o.tensor('query'),
      key: grouped ? forEachHead(o, o.tensor('key')) : o.tensor('key'),
      value: grouped ? forEachHead(o, o.tensor('value')) : o.tensor('value'),
      ...((o.value('attn_mask') ?? null) === null ? {} : { attn_mask: o.tensor('attn_mask') }),
    },
  )
}
