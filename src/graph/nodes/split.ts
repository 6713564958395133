import { z } from 'zod'
import { parts } from '../onnx/writing/forms'
import { operand } from '../pytorch/python'
import { formatShape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import type { Handle } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { assignedParts, evenSizes, MOST_PARTS, splitTypes } from './splitting'
import { tell } from '../../words/tell'

/**
 * One dimension cut into parts of a size, or of the sizes given.
 *
 * Shape: `(N, 6)` with split_size_or_sections=[2, 4] and dim=1 gives `(N, 2)` and `(N, 4)`; with 2, three of `(N, 2)`.
 * Errors: sizes that do not add up → `split_with_sizes expects split_sizes to sum exactly to …`; the batch.
 */
export const split = defineNode({
  type: 'Split',
  category: 'shape',
  doc: 'Cuts a dimension into parts, each an output of its own.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.split.html',
  stem: 'split',
  plainStem: true,
  pytorch: {
    expression: ([x], { split_size_or_sections: sizes, dim }) =>
      `${operand(x)}.split(${typeof sizes === 'number' ? sizes : `[${sizes.join(', ')}]`}, dim=${dim})`,
    outputs: (names, { split_size_or_sections: sizes }, nested) =>
      assignedParts(names, nested && typeof sizes === 'number'),
  },
  onnx: (node) => parts(node, node.params.dim),
  calls: ['functional'],
  accepts: 'any',
  params: {
    split_size_or_sections: z
      .union([z.int().min(1), z.array(z.int().min(1)).min(1).max(MOST_PARTS)])
      .meta({ control: 'numbers', single: true })
      .meta({
        doc: 'One number: the size of each part; several: the sizes of the parts.',
        initial: [1, 1],
      }),
    dim: z
      .int()
      .default(0)
      .meta({ doc: 'The dimension to cut; 0 is the batch, 1 the channels.', initial: 1 }),
  },
  outputs: ({ split_size_or_sections: sizes }): Handle[] =>
    Array.isArray(sizes)
      ? sizes.map((_, index) => ({ name: `outputs.${index}` }))
      : [{ name: 'outputs', variadic: true }],
  types: (call) => {
    const { split_size_or_sections: sizes, dim } = call.params
    return splitTypes(inputAt(call, 'input'), dim, (length, axis) => {
      if (typeof sizes === 'number') return evenSizes(length, sizes)
      if (sizes.reduce((a, b) => a + b, 0) === length) return sizes
      throw new RuleError(
        `split_with_sizes expects split_sizes to sum exactly to ${length} (input tensor's size at dimension ${axis}), but got split_sizes=${formatShape(sizes)}`,
        {
          handle: 'input',
          param: 'split_size_or_sections',
          remedy: tell('rules.split.sizes_must_add_up_to', 'The sizes must add up to {{length}}.', {
            length,
          }),
          fixes: fittingSizes(sizes, length).map((fitting) => ({
            kind: 'set',
            label: tell('rules.split.fits', '[{{fitting}}] fits', { fitting: fitting.join(', ') }),
            params: { split_size_or_sections: fitting },
          })),
        },
      )
    })
  },
})

/** As many sizes that add up to `length`: two halves, or all but the last as they are. */
function fittingSizes(sizes: readonly number[], length: number): number[][] {
  if (sizes.length === 2 && length % 2 === 0) return [[length / 2, length / 2]]
  const kept = sizes.slice(0, -1)
  const rest = length - kept.reduce((a, b) => a + b, 0)
  return rest > 0 ? [[...kept, rest]] : []
}
