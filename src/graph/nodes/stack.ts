import { z } from 'zod'
import { castInputs } from '../onnx/writing/forms'
import { promoted } from '../types/promotion'
import { formatShape, sameShape } from '../types/dims'
import { axisOf } from '../registry/axis'
import { defineNode } from '../registry/definition'
import { insertedLabel } from '../registry/dim-labels'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Joins tensors of one shape along a new dimension. Shape: two of `(N, C)` with dim=1 give `(N, 2, C)`.
 * Errors: shapes that differ → `stack expects each tensor to be equal size, …`.
 */
export const stack = defineNode({
  type: 'Stack',
  labels: insertedLabel,
  category: 'math',
  doc: 'Joins tensors of one shape along a new dimension.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.stack.html',
  stem: 'stack',
  plainStem: true,
  pytorch: { expression: (inputs, { dim }) => `torch.stack([${inputs.join(', ')}], dim=${dim})` },
  inputs: [{ name: 'tensors', variadic: true }],
  onnx: (node) => {
    const axis = axisOf(node.params.dim, node.output().shape.length, 'dim')
    const tensors = castInputs(node).map((tensor) => node.unsqueeze(tensor, [axis]))
    return node.op('Concat', tensors, { axis })
  },
  calls: ['functional'],
  accepts: 'any',
  params: {
    dim: z
      .int()
      .default(0)
      .meta({ doc: 'The place of the new dimension; 0 is before the batch.', initial: 1 }),
  },
  types: ({ params, inputs }) => {
    const tensors = Object.values(inputs)
    const [first] = tensors
    if (first === undefined) throw new RuleError('stack expects a non-empty TensorList')
    const axis = axisOf(params.dim, first.shape.length + 1, 'dim')
    Object.entries(inputs).forEach(([handle, { shape }], number) => {
      if (sameShape(shape, first.shape)) return
      throw new RuleError(
        `stack expects each tensor to be equal size, but got ${formatShape(first.shape)} at entry 0 and ${formatShape(shape)} at entry ${number}`,
        {
          handle,
          remedy: tell(
            'rules.stack.cat_joins_tensors_whose_sizes',
            'Cat joins tensors whose sizes differ in one dimension.',
          ),
          fixes: [
            ...toRank(handle, shape, first.shape.length),
            ...first.shape.map((_, dim) => ({ kind: 'replace', type: 'Cat', params: { dim } }) as const),
          ],
        },
      )
    })
    const dtype = promoted(tensors)
    const shape = [...first.shape.slice(0, axis), tensors.length, ...first.shape.slice(axis)]
    return { output: { shape, dtype } }
  },
})
