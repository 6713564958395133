import { z } from 'zod'
import { reshaped } from '../onnx/writing/forms'
import { multiplyDims } from '../types/dims'
import { axisOf, axisPair } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Makes dimensions start_dim … end_dim one. Shape: `(N, C, H, W)` to `(N, C·H·W)` by default.
 * Errors: a dimension that the input lacks → `Dimension out of range …`; start after end → PyTorch's sentence.
 */
export const flatten = defineNode({
  type: 'Flatten',
  labels: ({ params, input, rank }) => {
    if (rank === input.length) return input
    const start = axisOf(params.start_dim, input.length, 'start_dim')
    const end = axisOf(params.end_dim, input.length, 'end_dim')
    return [...input.slice(0, start), end === input.length - 1 ? 'features' : null, ...input.slice(end + 1)]
  },
  category: 'shape',
  doc: 'Makes one row of numbers of each sample.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html',
  stem: 'flatten',
  plainStem: true,
  pytorch: {
    // `torch.flatten` begins at 0 where the module begins at 1.
    expression: ([x = ''], { start_dim: start, end_dim: end }) =>
      `torch.flatten(${x}, ${start}${end === -1 ? '' : `, ${end}`})`,
  },
  onnx: (node) => {
    const { shape } = node.output()
    if (shape.length === 2 && node.params.start_dim === 1 && node.shape().length > 1)
      return node.op('Flatten', [node.input()])
    return reshaped(node)
  },
  accepts: 'any',
  params: {
    start_dim: z.int().default(1).meta({ doc: 'First dimension to flatten; 0 is the batch, -1 the last.' }),
    end_dim: z.int().default(-1).meta({ doc: 'Last dimension to flatten.' }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { start_dim, end_dim } = call.params
    const [start, end] = axisPair({ start_dim, end_dim }, shape.length)
    if (start > end) {
      throw new RuleError('flatten() has invalid args: start_dim cannot come after end_dim', {
        param: 'start_dim',
        remedy: tell('rules.flatten.exchange_them', 'Exchange them.'),
        fixes: [
          {
            kind: 'set',
            label: tell('rules.flatten.start_dim_end_dim', 'start_dim={{end}}, end_dim={{start}}', {
              end,
              start,
            }),
            params: { start_dim: end, end_dim: start },
          },
        ],
      })
    }
    if (shape.length === 0) return [1]
    return [...shape.slice(0, start), multiplyDims(shape.slice(start, end + 1)), ...shape.slice(end + 1)]
  },
})
