/** How RNN, LSTM and GRU are written: one operator for each layer, with the gates in ONNX's order. */
import type { SafeTensor } from '../../formats/safetensors'
import type { AttributeValue } from '../attribute-value'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

export interface Recurrent {
  hidden_size: number
  num_layers: number
  bias: boolean
  batch_first: boolean
  bidirectional: boolean
}

export interface Recurrence {
  type: 'RNN' | 'LSTM' | 'GRU'
  /** Which of PyTorch's gates comes at each place of ONNX's weights. */
  gates: readonly number[]
  attributes?: Readonly<Record<string, AttributeValue>>
  /** Nonlinearities that are not the default, for one direction. */
  activations?: readonly string[]
  /** Input handle and output handle of each state. */
  states: readonly (readonly [first: string, last: string])[]
}

/** All layers, each reading what the one before gives. */
export function recurrence(node: OnnxNode<Recurrent>, form: Recurrence): Record<string, Value> {
  const { num_layers: layers, batch_first: turned } = node.params
  const batched = node.shape().length === 3
  const perm = turned ? [1, 0, 2] : [0, 1, 2]
  const shaped = batched ? node.transpose(node.input(), perm) : node.unsqueeze(node.input(), [1])
  const first = form.states.map(([handle]) => firstStates(node, handle, batched))
  let sequence = shaped
  const last: Value[][] = form.states.map(() => [])
  for (let layer = 0; layer < layers; layer++) {
    const states = first.map((values) => values[layer])
    const suffix = `_l${layer}`
    const sides = directions(node).map((side) => suffix + side)
    const [output = '', ...ends] = oneLayer(node, form, { suffix, sides, sequence, states })
    sequence = joined(node, output)
    ends.forEach((end, i) => last[i]?.push(end))
  }
  const result: Record<string, Value> = {
    output: batched ? node.transpose(sequence, perm) : node.squeeze(sequence, [1]),
  }
  form.states.forEach(([, handle], i) => {
    if (!node.wants(handle)) return
    const ends = last[i] ?? []
    const all = ends.length === 1 ? ends[0]! : node.op('Concat', ends, { axis: 0 })
    result[handle] = batched ? all : node.squeeze(all, [1])
  })
  return result
}

function directions({ params }: OnnxNode<Recurrent>): string[] {
  return params.bidirectional ? ['', '_reverse'] : ['']
}

/** The first state of each layer; none where they start as zeros. */
function firstStates(node: OnnxNode<Recurrent>, handle: string, batched: boolean): Value[] {
  if (!node.has(handle)) return []
  const { num_layers: layers } = node.params
  const all = batched ? node.input(handle) : node.unsqueeze(node.input(handle), [1])
  if (layers === 1) return [all]
  const lengths = node.ints(
    Array.from({ length: layers }, () => directions(node).length),
    'layers',
  )
  return node.ops('Split', [all, lengths], { axis: 0 }, layers)
}

/** One step of one layer: a sequence of that length, of which only the last states are wanted. */
export function recurrentStep(node: OnnxNode<Step>, form: Recurrence): Record<string, Value> {
  // A sample without a batch gets one of 1.
  const lead = node.shape().length === 2 ? [0] : [0, 1]
  const states = form.states.map(([handle]) =>
    node.has(handle) ? node.unsqueeze(node.input(handle), lead) : undefined,
  )
  const sequence = node.unsqueeze(node.input(), lead)
  const [, ...ends] = oneLayer(node, form, { suffix: '', sides: [''], sequence, states })
  return Object.fromEntries(form.states.map(([, handle], i) => [handle, node.squeeze(ends[i]!, lead)]))
}

type Step = Pick<Recurrent, 'hidden_size' | 'bias'>

interface Layer {
  /** Behind the names of its tensors: `_l0`; nothing for a cell. */
  suffix: string
  /** The same for each direction: `_l0`, `_l0_reverse`. */
  sides: readonly string[]
  sequence: Value
  states: readonly (Value | undefined)[]
}

/** The sequence as (L, directions, N, H), and the states at its end. */
function oneLayer(node: OnnxNode<Step>, form: Recurrence, layer: Layer): Value[] {
  const { suffix, sides, sequence, states } = layer
  const { hidden_size: size, bias } = node.params
  const stacked = (name: string, of: readonly string[]): Value =>
    node.derived(`${name}${suffix}`, () =>
      stack(sides.map((side) => of.map((part) => regated(node.values(`${part}${side}`), form.gates, size)))),
    )
  const inputs = [
    sequence,
    stacked('W', ['weight_ih']),
    stacked('R', ['weight_hh']),
    bias ? stacked('B', ['bias_ih', 'bias_hh']) : undefined,
    undefined,
    ...states,
  ]
  const attributes = {
    hidden_size: size,
    ...(sides.length === 2 ? { direction: 'bidirectional' } : {}),
    ...form.attributes,
    ...(form.activations === undefined ? {} : { activations: sides.flatMap(() => form.activations ?? []) }),
  }
  return node.ops(form.type, inputs, attributes, 1 + form.states.length)
}

/** (L, directions, N, H) → (L, N, directions · H) */
function joined(node: OnnxNode<Recurrent>, output: Value): Value {
  const { hidden_size: size, bidirectional } = node.params
  if (!bidirectional) return node.squeeze(output, [1])
  const turned = node.transpose(output, [0, 2, 1, 3])
  return node.op('Reshape', [turned, node.ints([0, 0, 2 * size], 'shape')])
}

/** The rows of a weight or bias with its gates in another order. */
function regated({ shape, values }: SafeTensor, gates: readonly number[], size: number): SafeTensor {
  const block = (shape[1] ?? 1) * size
  const moved = new Float32Array(values.length)
  gates.forEach((from, to) => moved.set(values.subarray(from * block, (from + 1) * block), to * block))
  return { dtype: 'F32', shape, values: moved }
}

/** The parts of each direction behind each other, and the directions on top. */
function stack(sides: readonly (readonly SafeTensor[])[]): SafeTensor {
  const [first] = sides[0] ?? []
  const rows = (sides[0] ?? []).reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0)
  const shape = [sides.length, rows, ...(first?.shape.slice(1) ?? [])]
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1))
  let at = 0
  for (const part of sides.flat()) {
    values.set(part.values, at)
    at += part.values.length
  }
  return { dtype: 'F32', shape, values }
}
