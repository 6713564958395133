import { z } from 'zod'
import { literal, operand } from '../pytorch/python'
import { defineNode } from '../registry/definition'

/** Each value to one power. Shape: any. */
export const pow = defineNode({
  type: 'Pow',
  category: 'math',
  doc: 'Each value to a power.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.pow.html',
  stem: 'pow',
  pytorch: { expression: ([x], { exponent }) => `${operand(x)} ** ${literal(exponent)}` },
  onnx: (node) => node.op('Pow', [node.input(), node.number(node.params.exponent, 'exponent')]),
  calls: ['functional'],
  params: {
    exponent: z.number().meta({ doc: 'The power; 0.5 is the square root, -1 the reciprocal.', initial: 2 }),
  },
})
