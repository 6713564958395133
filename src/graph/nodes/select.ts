import { z } from 'zod'
import { indexed } from '../pytorch/python'
import { formatShape } from '../types/dims'
import { axisOf } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { without } from '../registry/dim-labels'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * One entry of a dimension, which goes. Shape: `(N, L, C)` with dim=1 gives `(N, C)`.
 * Errors: an entry that is not there → `select(): index … out of range …`; of the batch, one beyond the first and last.
 */
export const select = defineNode({
  type: 'Select',
  category: 'shape',
  doc: 'Takes one entry of a dimension, such as the last step of a sequence.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.select.html',
  stem: 'select',
  plainStem: true,
  pytorch: { expression: ([x], { dim, index }) => indexed(x, dim, String(index)) },
  onnx: (node) => {
    const { dim, index } = node.params
    const place = node.constant('index', { dtype: 'I64', shape: [], values: Int32Array.of(index) })
    return node.op('Gather', [node.input(), place], { axis: dim })
  },
  calls: ['functional'],
  accepts: 'any',
  labels: ({ params, input }) => without(input, [axisOf(params.dim, input.length, 'dim')]),
  params: {
    dim: z.int().meta({ doc: 'The dimension; 0 is the batch.', initial: 1 }),
    index: z.int().meta({ doc: 'Which entry; 0 is the first, -1 the last.', initial: 0 }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { dim, index } = call.params
    if (shape.length === 0) {
      throw new RuleError('select() cannot be applied to a 0-dim tensor.', { handle: 'input' })
    }
    const axis = axisOf(dim, shape.length, 'dim')
    const size = shape[axis] ?? 1
    const least = typeof size === 'number' ? size : 1
    if (index < -least || index >= least) {
      throw new RuleError(
        `select(): index ${index} out of range for tensor of size ${formatShape(shape)} at dimension ${axis}`,
        {
          param: 'index',
          remedy:
            typeof size === 'number'
              ? tell('rules.select.use_index_from_to', 'Use an index from {{first}} to {{last}}.', {
                  first: -size,
                  last: size - 1,
                })
              : tell(
                  'rules.select.batch_may_have_one_sample',
                  'A batch may have one sample only: take 0, the first, or -1, the last.',
                ),
          fixes: [
            index < 0
              ? {
                  kind: 'set',
                  label: tell('rules.select.index_0_takes_first', 'index=0 takes the first'),
                  params: { index: 0 },
                }
              : {
                  kind: 'set',
                  label: tell('rules.select.index_1_takes_last', 'index=-1 takes the last'),
                  params: { index: -1 },
                },
          ],
        },
      )
    }
    return shape.filter((_, at) => at !== axis)
  },
})
