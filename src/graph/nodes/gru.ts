import { recurrence } from '../onnx/writing/recurrence'
import { defineNode } from '../registry/definition'
import { recurrentParams, recurrentRules, stateHandles } from './recurrent'

/**
 * Gated recurrent units: h = (1 − z)·n + z·h, step by step. Shape and errors: as RNN.
 */
export const gru = defineNode({
  type: 'GRU',
  category: 'layer',
  doc: 'Reads a sequence step by step; two gates say what of the state is kept.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html',
  stem: 'gru',
  ...stateHandles,
  onnx: (node) =>
    recurrence(node, {
      type: 'GRU',
      gates: [1, 0, 2],
      attributes: { linear_before_reset: 1 },
      states: [['hx', 'h_n']],
    }),
  params: recurrentParams,
  ...recurrentRules('GRU', 3, { hx: 'h_n' }),
})
