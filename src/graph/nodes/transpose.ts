import { z } from 'zod'
import { axesBetween } from '../onnx/writing/onnx-node'
import { operand } from '../pytorch/python'
import { axisOf, axisPair } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'

/**
 * Two dimensions exchanged. Shape: `(N, C, L)` with dim0=1 and dim1=2 gives `(N, L, C)`.
 * Errors: a dimension that the input lacks → `Dimension out of range …`.
 */
export const transpose = defineNode({
  type: 'Transpose',
  category: 'shape',
  doc: 'Exchanges two dimensions.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.transpose.html',
  stem: 'transpose',
  plainStem: true,
  pytorch: { expression: ([x], { dim0, dim1 }) => `${operand(x)}.transpose(${dim0}, ${dim1})` },
  onnx: (node) => {
    const { length: rank } = node.shape()
    const [first, second] = [axisOf(node.params.dim0, rank, 'dim0'), axisOf(node.params.dim1, rank, 'dim1')]
    const perm = axesBetween(0, rank)
    perm[first] = second
    perm[second] = first
    return node.transpose(node.input(), perm)
  },
  calls: ['functional'],
  accepts: 'any',
  labels: ({ params, input }) => {
    const first = axisOf(params.dim0, input.length, 'dim0')
    const second = axisOf(params.dim1, input.length, 'dim1')
    return input.map(
      (label, axis) => (axis === first ? input[second] : axis === second ? input[first] : label) ?? null,
    )
  },
  params: {
    dim0: z.int().meta({ doc: 'One dimension; 0 is the batch, -1 the last.', initial: 1 }),
    dim1: z.int().meta({ doc: 'The other.', initial: 2 }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { dim0, dim1 } = call.params
    const [first, second] = axisPair({ dim0, dim1 }, shape.length)
    return shape.map((size, axis) => {
      if (axis === first) return shape[second] ?? size
      return axis === second ? (shape[first] ?? size) : size
    })
  },
})
