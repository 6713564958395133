/** Recurrent layers: gates in PyTorch's order, and the two biases apart. */
import type { SafeTensor } from '../../../formats/safetensors'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Constant, Value, Wire } from '../values'
import { told } from '../../../../words/tell'

interface Kind {
  type: string
  /** For each gate in PyTorch's order its place in ONNX's. */
  gates: readonly number[]
  /** ONNX's inputs of states, by our handles. */
  states: Readonly<Record<string, number>>
  activations: readonly string[]
}

const LSTM: Kind = {
  type: 'LSTM',
  gates: [0, 2, 3, 1],
  states: { h_0: 5, c_0: 6 },
  activations: ['Sigmoid', 'Tanh', 'Tanh'],
}
const GRU: Kind = { type: 'GRU', gates: [1, 0, 2], states: { hx: 5 }, activations: ['Sigmoid', 'Tanh'] }
const RNN: Kind = { type: 'RNN', gates: [0], states: { hx: 5 }, activations: ['Tanh'] }

export const sequenceRules: Readonly<Record<string, OnnxRule>> = {
  LSTM: (site) => {
    if (site.has(7)) throw new Unsupported(told('onnx.peepholes', 'it has peepholes'))
    if (site.int('input_forget', 0) !== 0)
      throw new Unsupported(told('onnx.coupled_gates', 'its input and forget gates are coupled'))
    recurrent(site, LSTM)
  },
  GRU: (site) => {
    if (site.int('linear_before_reset', 0) === 0)
      throw new Unsupported(told('onnx.reset_before', 'it resets before the product, as PyTorch does not'))
    recurrent(site, GRU)
  },
  RNN: (site) => recurrent(site, RNN),
}

function recurrent(site: Site, kind: Kind): void {
  const direction = site.text('direction', 'forward')
  if (direction === 'reverse')
    throw new Unsupported(told('onnx.reversed_sequence', 'it reads its sequence from the end'))
  if (site.attribute('clip') !== undefined)
    throw new Unsupported(told('onnx.clipped_state', 'it clips its state'))
  const [weights, hidden] = [site.weight(1, 'weight'), site.weight(2, 'recurrent weight')]
  const bias = site.has(3) ? site.weight(3, 'bias') : undefined
  const directions = direction === 'bidirectional' ? 2 : 1
  const size = hidden.shape.at(-1) ?? 1
  const { wire, batchFirst } = sequenceInput(site)
  checkLengths(site, wire, batchFirst)
  const outputs = site.addAll(kind.type, {
    inputs: { input: wire, ...states(site, kind) },
    params: {
      ...(wire.type === null ? { input_size: weights.shape.at(-1) ?? 1 } : {}),
      hidden_size: size,
      bias: bias !== undefined,
      batch_first: batchFirst,
      bidirectional: directions === 2,
      ...nonlinearity(site, kind, directions),
    },
    weights: Object.fromEntries(
      Array.from({ length: directions }, (_, at) =>
        parametersOf(at, kind, size, { weights, hidden, bias }),
      ).flat(),
    ),
  })
  giveOutputs(site, outputs, directions, batchFirst)
}

/** With its dimensions as the layer wants them: swapped ones mean that the batch comes first. */
function sequenceInput(site: Site): { wire: Wire; batchFirst: boolean } {
  if (site.int('layout', 0) === 1) return { wire: site.wire(0), batchFirst: true }
  const value = site.value(0)
  if (value.kind === 'wire' && value.permutation?.join() === '1,0,2')
    return { wire: value.wire, batchFirst: true }
  return { wire: site.wire(0), batchFirst: false }
}

function checkLengths(site: Site, wire: Wire, batchFirst: boolean): void {
  if (!site.has(4)) return
  const given = site.value(4)
  const time = wire.type?.shape[batchFirst ? 1 : 0]
  const single = given.kind === 'fill' ? given.value : undefined
  const all = given.kind === 'constant' && given.values.every((value) => value === time)
  if (single !== time && !all)
    throw new Unsupported(told('onnx.sequence_lengths', 'its sequences have lengths of their own'))
}

/** States that begin as zeros need no wire. */
function states(site: Site, { states: places }: Kind): Record<string, Wire> {
  const given = Object.entries(places).filter(([, index]) => site.has(index) && !isZero(site.value(index)))
  if (given.length > 0 && site.int('layout', 0) === 1)
    throw new Unsupported(told('onnx.states_batch_first', 'its states have the batch first'))
  return Object.fromEntries(given.map(([handle, index]) => [handle, site.wire(index)]))
}

function isZero(value: Value): boolean {
  return (
    (value.kind === 'fill' && value.value === 0) ||
    (value.kind === 'constant' && value.values.every((each) => each === 0))
  )
}

function nonlinearity(
  site: Site,
  { type, activations }: Kind,
  directions: number,
): { nonlinearity?: string } {
  const given = site.texts('activations')
  const usual = Array.from({ length: directions }, () => activations).flat()
  if (given === undefined || given.join().toLowerCase() === usual.join().toLowerCase()) return {}
  if (type === 'RNN' && given.every((each) => each.toLowerCase() === 'relu')) return { nonlinearity: 'relu' }
  throw new Unsupported(
    told('onnx.activations', 'its activations are {{given}}', { given: given.join(', ') }),
  )
}

type Given = Record<'weights' | 'hidden', Constant> & { bias: Constant | undefined }

function parametersOf(
  at: number,
  { gates }: Kind,
  size: number,
  { weights, hidden, bias }: Given,
): [string, SafeTensor][] {
  const suffix = at === 0 ? 'l0' : 'l0_reverse'
  const rows = gates.length * size
  const take = (from: Constant, columns: number, start: number): SafeTensor => {
    const block = size * columns
    const values = new Float32Array(rows * columns)
    gates.forEach((gate, place) =>
      values.set(from.values.subarray(start + gate * block, start + (gate + 1) * block), place * block),
    )
    return { dtype: 'F32', shape: columns === 1 ? [rows] : [rows, columns], values }
  }
  const inputs = weights.shape.at(-1) ?? 1
  const matrix = (from: Constant, columns: number): SafeTensor => ({
    ...take(from, columns, at * rows * columns),
    shape: [rows, columns],
  })
  return [
    [`weight_ih_${suffix}`, matrix(weights, inputs)],
    [`weight_hh_${suffix}`, matrix(hidden, size)],
    ...(bias === undefined
      ? []
      : ([
          [`bias_ih_${suffix}`, take(bias, 1, at * 2 * rows)],
          [`bias_hh_${suffix}`, take(bias, 1, at * 2 * rows + rows)],
        ] satisfies [string, SafeTensor][])),
  ]
}

function giveOutputs(
  site: Site,
  outputs: Record<string, Wire>,
  directions: number,
  batchFirst: boolean,
): void {
  const layout = site.int('layout', 0)
  const { output, ...last } = outputs
  if (output !== undefined)
    site.give({
      kind: 'sequence',
      wire: output,
      directions,
      batchFirst,
      order: layout === 1 ? ['N', 'T', 'D', 'H'] : ['T', 'D', 'N', 'H'],
    })
  Object.values(last).forEach((wire, index) =>
    site.give({ kind: 'wire', wire, permutation: layout === 1 ? [1, 0, 2] : undefined }, index + 1),
  )
}
