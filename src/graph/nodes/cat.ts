import { z } from 'zod'
import { castInputs } from '../onnx/writing/forms'
import { addDims } from '../types/dims'
import type { TensorType } from '../types/dims'
import { promoted } from '../types/promotion'
import { axisOf } from '../registry/axis'
import { defineNode } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Joins tensors along one dimension, in the order of their handles.
 *
 * Shape: all sizes equal but that of `dim`, which adds up.
 * Errors: sizes differ elsewhere → `Sizes of tensors must match except in dimension …`.
 */
export const cat = defineNode({
  type: 'Cat',
  category: 'math',
  doc: 'Joins tensors along one dimension; 1 is the channels.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.cat.html',
  stem: 'cat',
  pytorch: { expression: (inputs, { dim }) => `torch.cat([${inputs.join(', ')}], dim=${dim})` },
  onnx: (node) => node.op('Concat', castInputs(node), { axis: node.params.dim }),
  inputs: [{ name: 'tensors', variadic: true }],
  calls: ['functional'],
  accepts: 'any',
  params: {
    dim: z
      .int()
      .default(0)
      .meta({ doc: 'The dimension to join along; 0 is the batch, 1 the channels.', initial: 1 }),
  },
  types: ({ params, inputs }) => {
    const tensors = Object.values(inputs)
    const [first] = tensors
    if (first === undefined) throw new RuleError('torch.cat(): expected a non-empty list of Tensors')
    const axis = axisOf(params.dim, first.shape.length, 'dim')
    checkSizes(inputs, axis)
    const joined = addDims(tensors.map((tensor) => tensor.shape[axis] ?? 1))
    const dtype = promoted(tensors)
    return { output: { shape: first.shape.map((size, index) => (index === axis ? joined : size)), dtype } }
  },
})

function checkSizes(inputs: Readonly<Record<string, TensorType>>, axis: number): void {
  const first = Object.values(inputs)[0]?.shape ?? []
  if (first.length === 0)
    throw new RuleError('zero-dimensional tensor (at position 0) cannot be concatenated')
  Object.entries(inputs).forEach(([handle, { shape }], number) => {
    if (shape.length !== first.length) {
      throw new RuleError(
        `Tensors must have same number of dimensions: got ${first.length} and ${shape.length}`,
        { handle, fixes: toRank(handle, shape, first.length) },
      )
    }
    const wrong = shape.findIndex((size, index) => index !== axis && size !== first[index])
    if (wrong >= 0) {
      throw new RuleError(
        `Sizes of tensors must match except in dimension ${axis}. ` +
          `Expected size ${first[wrong]} but got size ${shape[wrong]} for tensor number ${number} in the list.`,
        {
          handle,
          remedy: tell('rules.cat.they_differ_in_dimension', 'They differ in dimension {{wrong}}.', {
            wrong,
          }),
          fixes: [
            {
              kind: 'set',
              label: tell('rules.cat.dim_joins_where_they_differ', 'dim={{wrong}} joins where they differ', {
                wrong,
              }),
              params: { dim: wrong },
            },
          ],
        },
      )
    }
  })
}
