import { z } from 'zod'
import { defineActivation } from './activation'

/** x · Φ(x), where Φ is the share of a normal distribution below x. Shape: any. */
export const gelu = defineActivation({
  type: 'GELU',
  doc: 'A smooth ReLU, usual in Transformers: x times the share of a normal distribution below x.',
  stem: 'gelu',
  onnx: (node) => node.op('Gelu', [node.input()], { approximate: node.params.approximate }),
  params: {
    approximate: z
      .enum(['none', 'tanh'])
      .default('none')
      .meta({ doc: 'none: exact; tanh: by a formula that is close to it.' }),
  },
})
