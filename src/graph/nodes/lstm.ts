import { recurrence } from '../onnx/writing/recurrence'
import { defineNode } from '../registry/definition'
import { INPUT, recurrentParams, recurrentRules } from './recurrent'

/**
 * Long short-term memory: c = f·c + i·g and h = o·tanh(c), step by step.
 *
 * Shape: as RNN, with h_0, c_0, h_n and c_n each `(layers · directions, N, hidden_size)`.
 * Errors: as RNN; only one of h_0 and c_0 wired.
 */
export const lstm = defineNode({
  type: 'LSTM',
  category: 'layer',
  doc: 'Reads a sequence step by step, with a memory that gates write and clear.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html',
  stem: 'lstm',
  inputs: [
    INPUT,
    { name: 'h_0', doc: 'The state at the start; zeros without a wire.', optional: true },
    { name: 'c_0', doc: 'The memory at the start; zeros without a wire.', optional: true },
  ],
  outputs: [
    { name: 'output', doc: 'The state of the last layer at every step.' },
    { name: 'h_n', doc: 'The state of every layer at the end.' },
    { name: 'c_n', doc: 'The memory of every layer at the end.' },
  ],
  onnx: (node) =>
    recurrence(node, {
      type: 'LSTM',
      gates: [0, 3, 1, 2],
      states: [
        ['h_0', 'h_n'],
        ['c_0', 'c_n'],
      ],
    }),
  params: recurrentParams,
  ...recurrentRules('LSTM', 4, { h_0: 'h_n', c_0: 'c_n' }),
})
