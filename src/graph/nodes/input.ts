import { z } from 'zod'
import { BATCH, DTYPES } from '../types/dims'
import { defineNode } from '../registry/definition'
import { sizes } from '../params/param-types'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/**
 * An argument of `forward`. In the main definition it needs a shape; in a nested one it takes its caller's.
 *
 * Shape: output `(N, *shape)`.
 */
export const input = defineNode({
  type: 'Input',
  category: 'data',
  doc: 'An argument of forward(): a tensor that a file or the calling module gives.',
  stem: 'x',
  plainStem: true,
  role: 'input',
  inputs: [],
  calls: ['module'],
  accepts: 'any',
  params: {
    shape: sizes()
      .optional()
      .meta({
        doc: 'Sizes of one sample, without the batch dimension; channels first.',
        initial: [1, 28, 28],
      }),
    dtype: z
      .enum(DTYPES)
      .default('float32')
      .meta({ doc: 'What the tensor holds; bool: true or false, as masks do.' }),
  },
  types: ({ params, context }) => {
    if (context.given) return { output: context.given }
    if (params.shape === undefined) {
      throw new RuleError(told('rule.input.unknown_shape', 'The shape of this Input is not known.'), {
        param: 'shape',
        remedy: tell(
          'rules.input.give_sizes_of_one_sample',
          'Give the sizes of one sample, for example [1, 28, 28].',
        ),
      })
    }
    return { output: { shape: [BATCH, ...params.shape], dtype: params.dtype } }
  },
})
