import { z } from 'zod'
import { literal, operand } from '../pytorch/python'
import { multiplyDims } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { setTo } from '../registry/axis'
import { RuleError } from '../registry/rule-error'

/**
 * The tensor so many times along each dimension, new ones in front. Shape: `(N, 3)` with sizes [1, 4] gives `(N, 12)`.
 * Errors: fewer numbers than dimensions → PyTorch's sentence.
 */
export const repeat = defineNode({
  type: 'Repeat',
  category: 'shape',
  doc: 'Puts copies of the tensor side by side along its dimensions.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html',
  stem: 'repeat',
  pytorch: {
    expression: ([x], { sizes }) => `${operand(x)}.repeat(${sizes.map((size) => literal(size)).join(', ')})`,
  },
  onnx: (node) => {
    const { sizes } = node.params
    const missing = sizes.length - node.shape().length
    const raised = node.unsqueeze(
      node.input(),
      Array.from({ length: missing }, (_, axis) => axis),
    )
    return node.op('Tile', [raised, node.ints(sizes, 'sizes')])
  },
  calls: ['functional'],
  accepts: 'any',
  params: {
    sizes: z
      .array(z.int().min(1))
      .min(1)
      .max(8)
      .meta({ control: 'numbers' })
      .meta({ doc: 'How many times along each dimension; the first is the batch.', initial: [1, 2] }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { sizes } = call.params
    const missing = sizes.length - shape.length
    if (missing < 0)
      throw new RuleError(
        'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
        { param: 'sizes', fixes: [setTo('sizes', [...Array.from({ length: -missing }, () => 1), ...sizes])] },
      )
    return sizes.map((times, axis) => multiplyDims([times, shape[axis - missing] ?? 1]))
  },
})
