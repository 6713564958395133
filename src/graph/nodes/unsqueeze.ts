import { z } from 'zod'
import { operand } from '../pytorch/python'
import { axisOf } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { insertedLabel } from '../registry/dim-labels'

/**
 * With a dimension of size 1 put in. Shape: `(N, L)` with dim=1 gives `(N, 1, L)`.
 * Errors: a place beyond the last dimension → `Dimension out of range …`.
 */
export const unsqueeze = defineNode({
  type: 'Unsqueeze',
  category: 'shape',
  doc: 'Puts in a dimension of size 1.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html',
  stem: 'unsqueeze',
  plainStem: true,
  pytorch: { expression: ([x], { dim }) => `${operand(x)}.unsqueeze(${dim})` },
  onnx: (node) => {
    const axis = axisOf(node.params.dim, node.output().shape.length, 'dim')
    return node.unsqueeze(node.input(), [axis])
  },
  calls: ['functional'],
  accepts: 'any',
  labels: insertedLabel,
  params: { dim: z.int().meta({ doc: 'Its place among the new dimensions; -1 is the last.', initial: 1 }) },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const axis = axisOf(call.params.dim, shape.length + 1, 'dim')
    return [...shape.slice(0, axis), 1, ...shape.slice(axis)]
  },
})
