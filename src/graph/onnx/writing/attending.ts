/** How attention is written, of products, sums and Softmax; the batch comes first inside. */
import type { Dim, Shape } from '../../types/dims'
import { linear } from './forms'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

export interface Attention {
  /** In front of the names of the parameters, e.g. `self_attn.`. */
  prefix: string
  size: number
  heads: number
  bias: boolean
  /** Whether the projections have a weight each. */
  apart: boolean
}

/** One of the tensors that attention takes, as (N, L, E). */
export interface Sequence {
  value: Value
  shape: Shape
}

/** A sequence with its batch in front: `batch_first` as it is, else turned; without a batch with one of 1. */
export function batchFirst(node: OnnxNode<{ batch_first: boolean }>, handle: string): Sequence {
  const shape = node.shape(handle)
  const [a = 1, b = 1, c = 1] = shape
  if (shape.length === 2) return { value: node.unsqueeze(node.input(handle), [0]), shape: [1, a, b] }
  if (node.params.batch_first) return { value: node.input(handle), shape }
  return { value: node.transpose(node.input(handle), [1, 0, 2]), shape: [b, a, c] }
}

/** The way back from `batchFirst`. */
export function asGiven(node: OnnxNode<{ batch_first: boolean }>, value: Value, handle: string): Value {
  if (node.shape(handle).length === 2) return node.squeeze(value, [0])
  return node.params.batch_first ? value : node.transpose(value, [1, 0, 2])
}

/** Both masks, ready to be added to the scores (N, heads, L, S). */
export function masks(
  node: OnnxNode<unknown>,
  names: { attention: string; padding: string },
  heads: number,
): Value[] {
  const found: Value[] = []
  if (node.has(names.attention)) {
    const shape = node.shape(names.attention)
    const [all = 1, targets = 1, sources = 1] = shape
    const value = addend(node, names.attention)
    found.push(
      shape.length === 2
        ? value
        : node.reshape(value, shape, [withoutHeads(all, heads), heads, targets, sources]),
    )
  }
  if (node.has(names.padding)) {
    const lead = node.shape(names.padding).length === 1 ? [0, 1, 2] : [1, 2]
    found.push(node.unsqueeze(addend(node, names.padding), lead))
  }
  return found
}

/** A mask as numbers to add: true hides. */
function addend(node: OnnxNode<unknown>, handle: string): Value {
  const mask = node.input(handle)
  if (node.dtype(handle) !== 'bool') return mask
  return node.op('Where', [mask, node.number(-Infinity, 'hidden'), node.number(0, 'seen')])
}

/** N of heads · N; ONNX works it out. */
function withoutHeads(all: Dim, heads: number): Dim {
  return typeof all === 'number' ? all / heads : `${all}/${heads}`
}

/** 0 where a query may look nowhere, since all that is added to its scores is −∞, instead of what it gathers, which is NaN. */
export function withoutBlind(node: OnnxNode<unknown>, gathered: Value, added: readonly Value[]): Value {
  const [first, ...others] = added
  if (first === undefined) return gathered
  const all = others.reduce((before, mask) => node.op('Add', [before, mask]), first)
  const most = node.op('ReduceMax', [all, node.ints([-1], 'axes')], { keepdims: 1 })
  const isBlind = node.op('Equal', [most, node.number(-Infinity, 'hidden')])
  return node.op('Where', [isBlind, node.number(0, 'blind'), gathered])
}

/** What the queries gather (N, L, E), and the weights (N, heads, L, S). `blind`: what one gathers that may look nowhere. */
export function attend(
  node: OnnxNode<unknown>,
  [query, key, value]: readonly [Sequence, Sequence, Sequence],
  attention: Attention,
  added: readonly Value[],
  blind: 'nan' | 'zero',
): { output: Value; weights: Value } {
  const { prefix, size, heads, bias } = attention
  const [q, k, v] = project(node, [query, key, value], attention)
  const split = (x: Value, perm: readonly number[]): Value =>
    node.transpose(node.op('Reshape', [x, node.ints([0, 0, heads, size / heads], 'heads')]), perm)
  const scaled = node.op('Mul', [q, node.number(1 / Math.sqrt(size / heads), 'scale')])
  const scores = node.op('MatMul', [split(scaled, [0, 2, 1, 3]), split(k, [0, 2, 3, 1])])
  const masked = added.reduce((before, mask) => node.op('Add', [before, mask]), scores)
  const weights = node.op('Softmax', [masked], { axis: -1 })
  const product = node.op('MatMul', [weights, split(v, [0, 2, 1, 3])])
  const gathered = node.transpose(
    blind === 'zero' ? withoutBlind(node, product, added) : product,
    [0, 2, 1, 3],
  )
  const joined = node.op('Reshape', [gathered, node.ints([0, 0, size], 'joined')])
  const output = linear(node, joined, {
    rank: 3,
    weight: node.parameter(`${prefix}out_proj.weight`),
    bias: bias ? node.parameter(`${prefix}out_proj.bias`) : undefined,
  })
  return { output, weights }
}

/** Queries, keys and values; one product makes all three of a sequence that looks at itself. */
function project(
  node: OnnxNode<unknown>,
  sequences: readonly [Sequence, Sequence, Sequence],
  { prefix, size, bias, apart }: Attention,
): [Value, Value, Value] {
  const [query, key, value] = sequences.map((sequence) => sequence.value)
  const allBiases = bias ? node.parameter(`${prefix}in_proj_bias`) : undefined
  const thirds = (whole: Value, axis: number): Value[] =>
    node.ops('Split', [whole, node.ints([size, size, size], 'thirds')], { axis }, 3)
  if (!apart && query === key && key === value) {
    const weight = node.parameter(`${prefix}in_proj_weight`)
    return thirds(linear(node, query ?? '', { rank: 3, weight, bias: allBiases }), 2) as [Value, Value, Value]
  }
  const weights = apart
    ? ['q', 'k', 'v'].map((letter) => node.parameter(`${prefix}${letter}_proj_weight`))
    : thirds(node.parameter(`${prefix}in_proj_weight`), 0)
  const biases = allBiases === undefined ? [] : thirds(allBiases, 0)
  return sequences.map((sequence, i) =>
    linear(node, sequence.value, { rank: 3, weight: weights[i] ?? '', bias: biases[i] }),
  ) as [Value, Value, Value]
}
