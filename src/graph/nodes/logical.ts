/** What is true of two masks, or not of one. Numbers count as true where they are not 0. */
import { z } from 'zod'
import { castInputs } from '../onnx/writing/forms'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from '../registry/definition'

/** Shape: the two broadcast. Type: bool. */
export const logical = defineNode({
  type: 'Logical',
  category: 'math',
  doc: 'Whether both are true, either is, or only one: of two masks one.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html',
  stem: 'mask',
  plainStem: true,
  pytorch: { expression: ([a, b], { operator }) => `torch.logical_${operator}(${a}, ${b})` },
  onnx: (node) => {
    const { operator } = node.params
    const name = { and: 'And', or: 'Or', xor: 'Xor' }[operator]
    return node.op(name, castInputs(node))
  },
  inputs: [{ name: 'input' }, { name: 'other' }],
  calls: ['functional'],
  accepts: 'any',
  params: {
    operator: z
      .enum(['and', 'or', 'xor'])
      .default('and')
      .meta({ doc: 'and: both are true; or: at least one; xor: exactly one.' }),
  },
  types: (call) => ({
    output: {
      shape: broadcastShapes(inputAt(call, 'input').shape, inputAt(call, 'other').shape),
      dtype: 'bool',
    },
  }),
})

/** Shape: any. Type: bool. */
export const logicalNot = defineNode({
  type: 'LogicalNot',
  category: 'math',
  doc: 'True where the mask is false, and false where it is true.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.logical_not.html',
  stem: 'mask',
  plainStem: true,
  pytorch: { expression: ([x]) => `torch.logical_not(${x})` },
  onnx: (node) => node.op('Not', castInputs(node)),
  calls: ['functional'],
  accepts: 'any',
  types: (call) => ({ output: { shape: inputAt(call, 'input').shape, dtype: 'bool' } }),
})
