import { recurrence } from '../onnx/writing/recurrence'
import { defineNode } from '../registry/definition'
import { nonlinearity, recurrentParams, recurrentRules, stateHandles } from './recurrent'

/**
 * A plain recurrent layer: h = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh), step by step.
 *
 * Shape: input `(N, L, H_in)` where batch_first, else `(L, N, H_in)`; output the same with hidden_size (twice where
 * bidirectional) as its last size; hx and h_n `(layers · directions, N, hidden_size)`.
 * Errors: another last size → `input.size(-1) must be equal to input_size. …`.
 */
export const rnn = defineNode({
  type: 'RNN',
  category: 'layer',
  doc: 'Reads a sequence step by step, with a state that each step changes.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html',
  stem: 'rnn',
  ...stateHandles,
  onnx: (node) =>
    recurrence(node, {
      type: 'RNN',
      gates: [0],
      ...(node.params.nonlinearity === 'relu' ? { activations: ['Relu'] } : {}),
      states: [['hx', 'h_n']],
    }),
  params: { ...recurrentParams, nonlinearity },
  ...recurrentRules('RNN', 1, { hx: 'h_n' }),
})
