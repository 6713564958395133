/** RNNCell, LSTMCell and GRUCell: one step of a recurrent layer, told apart by their gates and states. */
import type { NodeSpec, RuleCall } from '../registry/definition'
import { defineNode, inputAt } from '../registry/definition'
import { inserting, toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { recurrentStep } from '../onnx/writing/recurrence'
import type { Shape } from '../types/dims'
import { nonlinearity, oneOrTuple, recurrentParams, refuseHalf, sizeOfLast } from './recurrent'
import { tell } from '../../words/tell'

const cellParams = {
  input_size: recurrentParams.input_size,
  hidden_size: recurrentParams.hidden_size,
  bias: recurrentParams.bias,
}

interface CellParams {
  input_size?: number | undefined
  hidden_size: number
  bias: boolean
}

type Spec = Pick<
  NodeSpec<typeof cellParams, CellParams>,
  'complete' | 'types' | 'labels' | 'parameters' | 'multiplyAdds' | 'pytorch'
>

const INPUT = { name: 'input', doc: 'The values of this step.' }

const oneState = {
  inputs: [INPUT, { name: 'hx', doc: 'The state before the step; zeros without a wire.', optional: true }],
  outputs: [{ name: 'output', doc: 'The state after the step.' }],
}

/**
 * One step of a plain recurrent layer: h' = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh), or ReLU.
 *
 * Shape: input `(N, H_in)` or `(H_in)`; hx and output `(N, hidden_size)` or `(hidden_size)`.
 * Errors: another last size → `input has inconsistent input_size: …`; a state of another size.
 */
export const rnnCell = defineNode({
  type: 'RNNCell',
  category: 'layer',
  doc: 'One step of a recurrent layer: the state before it and a new input make the next state.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html',
  stem: 'cell',
  ...oneState,
  onnx: (node) =>
    recurrentStep(node, {
      type: 'RNN',
      gates: [0],
      ...(node.params.nonlinearity === 'relu' ? { activations: ['Relu'] } : {}),
      states: [['hx', 'output']],
    }),
  params: { ...cellParams, nonlinearity },
  ...cellRules('RNNCell', 1, { hx: 'output' }),
})

/**
 * One step of an LSTM: c' = f·c + i·g and h' = o·tanh(c').
 *
 * Shape: as RNNCell, with h_0, c_0, h_1 and c_1 each `(N, hidden_size)`. Errors: as RNNCell; only one of h_0 and c_0 wired.
 */
export const lstmCell = defineNode({
  type: 'LSTMCell',
  category: 'layer',
  doc: 'One step of an LSTM: state and memory before it, and a new input, make the next ones.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html',
  stem: 'cell',
  inputs: [
    INPUT,
    { name: 'h_0', doc: 'The state before the step; zeros without a wire.', optional: true },
    { name: 'c_0', doc: 'The memory before the step; zeros without a wire.', optional: true },
  ],
  outputs: [
    { name: 'h_1', doc: 'The state after the step.' },
    { name: 'c_1', doc: 'The memory after the step.' },
  ],
  onnx: (node) =>
    recurrentStep(node, {
      type: 'LSTM',
      gates: [0, 3, 1, 2],
      states: [
        ['h_0', 'h_1'],
        ['c_0', 'c_1'],
      ],
    }),
  params: cellParams,
  ...cellRules('LSTMCell', 4, { h_0: 'h_1', c_0: 'c_1' }),
})

/** One step of a GRU: h' = (1 − z)·n + z·h. Shape and errors: as RNNCell. */
export const gruCell = defineNode({
  type: 'GRUCell',
  category: 'layer',
  doc: 'One step of a GRU: two gates say what of the state is kept.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html',
  stem: 'cell',
  ...oneState,
  onnx: (node) =>
    recurrentStep(node, {
      type: 'GRU',
      gates: [1, 0, 2],
      attributes: { linear_before_reset: 1 },
      states: [['hx', 'output']],
    }),
  params: cellParams,
  ...cellRules('GRUCell', 3, { hx: 'output' }),
})

/**
 * The rules of a cell.
 *
 * @param gates Rows of its weights, in units of hidden_size.
 * @param states The handle of each state after the step, by that of the state before it.
 */
function cellRules(type: string, gates: number, states: Readonly<Record<string, string>>): Spec {
  const names = Object.keys(states)
  return {
    complete: (call) => {
      const input = inputAt(call, 'input')
      checkRank(type, 'input', input.shape, 'input')
      return { input_size: call.params.input_size ?? sizeOfLast(input) }
    },
    types: (call) => {
      const { shape } = inputAt(call, 'input')
      checkRank(type, 'input', shape, 'input')
      refuseHalf(call.inputs, names)
      const given = names.filter((name) => call.inputs[name] !== undefined)
      given.forEach((name, i) =>
        checkRank(type, name, inputAt(call, name).shape, names.length === 1 ? 'hidden' : `hx[${i}]`),
      )
      checkFeatures(shape, call.params)
      given.forEach((name, i) => checkState(call, name, i))
      const state = [...shape.slice(0, -1), call.params.hidden_size]
      return Object.fromEntries(
        Object.values(states).map((name) => [name, { shape: state, dtype: 'float32' as const }]),
      )
    },
    labels: ({ rank }) => (rank === 2 ? ['N', 'features'] : ['features']),
    parameters: ({ input_size: inputs, hidden_size: size, bias }) => {
      if (inputs === undefined) return []
      const rows = gates * size
      return [
        { name: 'weight_ih', shape: [rows, inputs] },
        { name: 'weight_hh', shape: [rows, size] },
        ...(bias ? ['ih', 'hh'].map((of) => ({ name: `bias_${of}`, shape: [rows] })) : []),
      ]
    },
    multiplyAdds: ({ params: { input_size: inputs = 0, hidden_size: size } }) =>
      gates * size * (inputs + size),
    pytorch: {
      inputs: ([input = 'input', ...given]) => ({
        positional: given.length === 0 ? [input] : [input, oneOrTuple(given)],
      }),
    },
  }
}

function checkRank(type: string, handle: string, shape: Shape, what: string): void {
  if (shape.length === 1 || shape.length === 2) return
  throw new RuleError(`${type}: Expected ${what} to be 1D or 2D, got ${shape.length}D instead`, {
    handle,
    remedy: tell(
      'rules.recurrent_cell.one_step',
      'A cell takes one step: the batch and the features. For a whole sequence take {{layer}}.',
      { layer: type.replace('Cell', '') },
    ),
    fixes: [inserting(handle, 'Select', { dim: 1, index: -1 }), ...toRank(handle, shape, 2)],
  })
}

function checkFeatures(shape: Shape, { input_size: expected }: CellParams): void {
  const found = shape.at(-1)
  if (found === expected) return
  throw new RuleError(`input has inconsistent input_size: got ${found} expected ${expected}`, {
    handle: 'input',
    param: 'input_size',
    fixes:
      typeof found === 'number'
        ? [{ kind: 'set', label: `input_size=${found}`, params: { input_size: found } }]
        : toRank('input', shape, 2),
  })
}

/** PyTorch gives a sample without a batch one of 1, and so its states. */
function checkState(call: RuleCall<CellParams>, name: string, index: number): void {
  const { shape } = inputAt(call, 'input')
  const found = inputAt(call, name).shape
  const [batch, given] = shape.length === 2 ? [shape[0], found] : [1, [1, ...found]]
  if (given.length !== 2)
    throw new RuleError(`Expected 2D hidden${index} (batch x hidden_size), but got ${given.length}D tensor`, {
      handle: name,
      fixes: toRank(name, found, shape.length),
    })
  if (batch !== given[0])
    throw new RuleError(`Input batch size ${batch} doesn't match hidden${index} batch size ${given[0]}`, {
      handle: name,
      fixes: [inserting(name, 'Transpose', { dim0: 0, dim1: 1 })],
    })
  const { hidden_size: expected } = call.params
  const size = given[1]
  if (size === expected) return
  throw new RuleError(`hidden${index} has inconsistent hidden_size: got ${size}, expected ${expected}`, {
    handle: name,
    param: 'hidden_size',
    fixes:
      typeof size === 'number'
        ? [{ kind: 'set', label: `hidden_size=${size}`, params: { hidden_size: size } }]
        : [],
  })
}
