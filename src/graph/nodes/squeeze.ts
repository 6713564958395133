import { z } from 'zod'
import { operand } from '../pytorch/python'
import { formatShape } from '../types/dims'
import { axisOf, suitingDims } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { without } from '../registry/dim-labels'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/**
 * Without a dimension of size 1; another size stays, as in PyTorch. Shape: `(N, C, 1)` with dim=2 gives `(N, C)`.
 * Errors: the batch, which would only go where a batch has one sample.
 */
export const squeeze = defineNode({
  type: 'Squeeze',
  category: 'shape',
  doc: 'Takes out a dimension of size 1.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html',
  stem: 'squeeze',
  plainStem: true,
  pytorch: { expression: ([x], { dim }) => `${operand(x)}.squeeze(${dim})` },
  onnx: (node) => {
    const shape = node.shape()
    const axis = axisOf(node.params.dim, shape.length, 'dim')
    return node.squeeze(node.input(), shape[axis] === 1 ? [axis] : [])
  },
  calls: ['functional'],
  accepts: 'any',
  labels: ({ params, input, rank }) =>
    rank === input.length ? input : without(input, [axisOf(params.dim, input.length, 'dim')]),
  params: {
    dim: z.int().meta({ doc: 'The dimension to take out; 0 is the batch, -1 the last.', initial: -1 }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const axis = axisOf(call.params.dim, shape.length, 'dim')
    if (typeof shape[axis] === 'string') {
      throw new RuleError(
        told(
          'rule.squeeze.open_size',
          'Dimension {{axis}} has the size {{size}}, so it would go only where a batch has one sample.',
          { axis, size: shape[axis] ?? 1 },
        ),
        {
          param: 'dim',
          remedy: tell('rules.squeeze.choose_dimension_of_size_1', 'Choose a dimension of size 1.'),
          fixes: suitingDims(shape, (size) => size === 1),
        },
      )
    }
    return shape.filter((size, index) => index !== axis || size !== 1)
  },
  warn: (call) => {
    const { shape } = inputAt(call, 'input')
    const axis = axisOf(call.params.dim, shape.length, 'dim')
    const size = shape[axis]
    if (size === undefined || size === 1) return undefined
    return new RuleError(
      told('rule.squeeze.other_size', 'Dimension {{axis}} has the size {{size}}, so nothing is taken out.', {
        axis,
        size,
      }),
      {
        param: 'dim',
        remedy: tell(
          'rules.squeeze.input_is_choose_dimension_of',
          'The input is {{shape}}: choose a dimension of size 1.',
          { shape: formatShape(shape) },
        ),
        fixes: suitingDims(shape, (each) => each === 1),
      },
    )
  },
})
