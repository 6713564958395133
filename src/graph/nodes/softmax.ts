import { z } from 'zod'
import { defineActivation } from './activation'
import { axisOf } from '../registry/axis'
import { firstInput } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { neededSamples } from './pooling'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** e^xᵢ / Σ e^xⱼ along `dim`. */
export const softmax = defineAlongDim({
  type: 'Softmax',
  doc: 'Turns scores into probabilities that add up to 1. CrossEntropyLoss does this itself.',
  stem: 'softmax',
  operation: 'softmax',
})

/** e^−xᵢ / Σ e^−xⱼ along `dim`. */
export const softmin = defineAlongDim({
  type: 'Softmin',
  doc: 'Turns costs into probabilities that add up to 1: the smallest becomes the largest.',
  stem: 'softmin',
  operation: 'softmin',
})

/**
 * Softmax over the channels of images. Shape: `(N, C, H, W)` or `(C, H, W)`, kept.
 * Errors: other ranks → `Softmax2d: expected input to be 3D or 4D, got 2D instead`.
 */
export const softmax2d = defineActivation({
  type: 'Softmax2d',
  doc: 'Turns the scores of each pixel into probabilities that add up to 1 over the channels.',
  stem: 'softmax',
  calls: ['module'],
  onnx: (node) => node.op('Softmax', [node.input()], { axis: -3 }),
  shape: (call) => {
    const { shape } = firstInput(call)
    if (shape.length === 3 || shape.length === 4) return shape
    throw new RuleError(`Softmax2d: expected input to be 3D or 4D, got ${shape.length}D instead`, {
      handle: 'input',
      remedy: neededSamples('Softmax2d', 2),
      fixes: [{ kind: 'replace', type: 'Softmax', params: { dim: 1 } }, ...toRank('input', shape, 4)],
    })
  },
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
      const input = operation === 'softmin' ? node.op('Neg', [node.input()]) : node.input()
      const operator = operation === 'log_softmax' ? 'LogSoftmax' : 'Softmax'
      if (rank > 0) return node.op(operator, [input], { axis })
      return node.squeeze(node.op(operator, [node.unsqueeze(input, [0])], { axis: 0 }), [0])
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
