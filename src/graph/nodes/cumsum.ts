import { z } from 'zod'
import { operand } from '../pytorch/python'
import { axisOf } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'

/** The sum of all values up to each along a dimension. Shape: any. Type: bool is counted. */
export const cumsum = defineNode({
  type: 'Cumsum',
  category: 'math',
  doc: 'The sum of all values up to each, along a dimension.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html',
  stem: 'cumsum',
  plainStem: true,
  pytorch: { expression: ([x], { dim }) => `${operand(x)}.cumsum(dim=${dim})` },
  onnx: (node) => {
    const axis = axisOf(node.params.dim, node.shape().length, 'dim')
    const value = node.cast(node.input(), node.dtype(), node.output().dtype)
    return node.op('CumSum', [value, node.scalar(axis, 'int64', 'axis')])
  },
  calls: ['functional'],
  accepts: 'any',
  params: { dim: z.int().meta({ doc: 'The dimension to go along; 0 is the batch.', initial: 1 }) },
  types: (call) => {
    const { shape, dtype } = inputAt(call, 'input')
    axisOf(call.params.dim, shape.length, 'dim')
    return { output: { shape, dtype: dtype === 'bool' ? 'int64' : dtype } }
  },
})
