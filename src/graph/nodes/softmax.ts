import { z } from 'zod'
import { defineActivation } from './activation'
import { axisOf } from '../registry/axis'
import { firstInput } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** e^xᵢ / Σ e^xⱼ along `dim`. */
export const softmax = defineAlongDim({
  type: 'Softmax',
  doc: 'Turns scores into probabilities that add up to 1. CrossEntropyLoss does this itself.',
  stem: 'softmax',
  operation: 'softmax',
})

/** xᵢ − ln Σ e^xⱼ along `dim`. */
export const logSoftmax = defineAlongDim({
  type: 'LogSoftmax',
  doc: 'Turns scores into logarithms of probabilities, as NLLLoss takes them.',
  stem: 'log_softmax',
  operation: 'log_softmax',
})

/**
 * Shape: any.
 * Errors: `Dimension out of range …`; no dim → PyTorch's warning that it should be given.
 */
function defineAlongDim({
  operation,
  ...spec
}: {
  type: string
  doc: string
  stem: string
  operation: string
}): NodeDefinition {
  return defineActivation({
    ...spec,
    pytorch: { function: `F.${operation}` },
    onnx: (node) => {
      const { length: rank } = node.shape()
      const axis = node.params.dim ?? (rank === 2 || rank > 3 ? 1 : 0)
      if (rank > 0) return node.op(spec.type, [node.input()], { axis })
      return node.squeeze(node.op(spec.type, [node.unsqueeze(node.input(), [0])], { axis: 0 }), [0])
    },
    params: {
      dim: z.int().nullable().default(null).meta({
        doc: 'The dimension that adds up to 1; 1 is the classes. None: 0 for 0, 1 and 3 dimensions, else 1.',
        initial: 1,
      }),
    },
    shape: (call) => {
      const { shape } = firstInput(call)
      if (call.params.dim !== null) axisOf(call.params.dim, shape.length, 'dim')
      return shape
    },
    warn: ({ params }) =>
      params.dim === null
        ? new RuleError(
            `Implicit dimension choice for ${operation} has been deprecated. Change the call to include dim=X as an argument.`,
            {
              param: 'dim',
              fixes: [
                { kind: 'set', label: tell('rules.softmax.set_dim_1', 'Set dim=1'), params: { dim: 1 } },
              ],
            },
          )
        : undefined,
  })
}
