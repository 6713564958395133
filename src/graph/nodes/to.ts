import { z } from 'zod'
import { operand } from '../pytorch/python'
import { DTYPES } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'

/**
 * The values in another dtype: of bool 1 and 0; whole numbers lose what is behind the point; true is what is not 0.
 * Shape: any. A gradient passes where both are float32.
 */
export const to = defineNode({
  type: 'To',
  category: 'math',
  doc: 'Makes values of another dtype: 1 and 0 of a mask, whole numbers, or true and false.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html',
  stem: 'cast',
  pytorch: { expression: ([x], { dtype }) => `${operand(x)}.to(torch.${dtype})` },
  onnx: (node) => node.cast(node.input(), node.dtype(), node.params.dtype),
  calls: ['functional'],
  accepts: 'any',
  params: { dtype: z.enum(DTYPES).default('float32').meta({ doc: 'What the result holds.' }) },
  types: (call) => ({ output: { shape: inputAt(call, 'input').shape, dtype: call.params.dtype } }),
})
