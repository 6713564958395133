import { z } from 'zod'
import { parts } from '../onnx/writing/forms'
import { operand } from '../pytorch/python'
import { defineNode, inputAt } from '../registry/definition'
import { assignedParts, evenSizes, MOST_PARTS, splitTypes } from './splitting'

/**
 * One dimension cut into equal parts; the last may be smaller, and as in PyTorch there may be fewer parts than asked for.
 * Shape: `(N, 6)` with chunks=3 and dim=1 gives three of `(N, 2)`.
 */
export const chunk = defineNode({
  type: 'Chunk',
  category: 'shape',
  doc: 'Cuts a dimension into that many equal parts.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.chunk.html',
  stem: 'chunk',
  plainStem: true,
  pytorch: {
    expression: ([x], { chunks, dim }) => `${operand(x)}.chunk(${chunks}, dim=${dim})`,
    outputs: (names, _, nested) => assignedParts(names, nested),
  },
  onnx: (node) => parts(node, node.params.dim),
  calls: ['functional'],
  accepts: 'any',
  params: {
    chunks: z.int().min(1).max(MOST_PARTS).meta({ doc: 'How many parts.', initial: 2 }),
    dim: z
      .int()
      .default(0)
      .meta({ doc: 'The dimension to cut; 0 is the batch, 1 the channels.', initial: 1 }),
  },
  // A document may say any number.
  outputs: ({ chunks }) =>
    Array.from({ length: Math.min(chunks, MOST_PARTS) }, (_, index) => ({ name: `outputs.${index}` })),
  types: (call) => {
    const { chunks, dim } = call.params
    return splitTypes(inputAt(call, 'input'), dim, (length) => evenSizes(length, Math.ceil(length / chunks)))
  },
})
