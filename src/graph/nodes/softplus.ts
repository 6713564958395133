import { z } from 'zod'
import { defineActivation } from './activation'

/** ln(1 + e^(beta · x)) / beta, and x itself where beta · x is above the threshold. Shape: any. */
export const softplus = defineActivation({
  type: 'Softplus',
  doc: 'A smooth ReLU that is always above 0: ln(1 + eˣ).',
  stem: 'softplus',
  onnx: (node) => {
    const { beta, threshold } = node.params
    const x = node.input()
    const scaled = beta === 1 ? x : node.op('Mul', [x, node.number(beta, 'beta')])
    const soft = node.op('Softplus', [scaled])
    const result = beta === 1 ? soft : node.op('Div', [soft, node.number(beta, 'beta')])
    // From 20 on, float32 does not tell the two apart.
    if (threshold >= 20) return result
    return node.op('Where', [node.op('Greater', [scaled, node.number(threshold, 'threshold')]), x, result])
  },
  params: {
    beta: z.number().default(1).meta({ doc: 'How sharp the bend is.' }),
    threshold: z
      .number()
      .default(20)
      .meta({ doc: 'Where it goes over into a straight line, in units of beta · x.', advanced: true }),
  },
})
