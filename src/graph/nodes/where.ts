import { broadcastShapes } from './broadcast'
import { SCALAR_TYPES, promoted } from '../types/promotion'
import { chosen } from '../onnx/writing/forms'
import type { Value } from '../onnx/writing/value'
import { defineNode, inputAt } from '../registry/definition'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Values of one tensor where the condition is true, of another where it is false; each gets the gradient of its own places.
 *
 * Shape: the three broadcast.
 * Errors: a condition that is not bool → `where expected condition to be a boolean tensor, but got a tensor with dtype Float`.
 */
export const where = defineNode({
  type: 'Where',
  category: 'math',
  doc: 'Takes each value from input where the condition is true, else from other.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.where.html',
  stem: 'where',
  plainStem: true,
  pytorch: { expression: (inputs) => `torch.where(${inputs.join(', ')})` },
  onnx: (node) => {
    const { dtype } = node.output()
    const of = (handle: string): Value => node.cast(node.input(handle), node.dtype(handle), dtype)
    return chosen(node, node.input('condition'), [of('input'), of('other')])
  },
  inputs: [
    { name: 'condition', doc: 'A mask of bool.' },
    { name: 'input', doc: 'What is taken where it is true.' },
    { name: 'other', doc: 'What is taken where it is false.' },
  ],
  calls: ['functional'],
  accepts: 'any',
  types: (call) => {
    const [condition, input, other] = [
      inputAt(call, 'condition'),
      inputAt(call, 'input'),
      inputAt(call, 'other'),
    ]
    if (condition.dtype !== 'bool')
      throw new RuleError(
        `where expected condition to be a boolean tensor, but got a tensor with dtype ${SCALAR_TYPES[condition.dtype]}`,
        {
          handle: 'condition',
          remedy: tell('rules.where.compare', 'Compare it with something: the result is bool.'),
          fixes: [
            inserting('condition', 'Compare', { operator: 'ne', other: 0 }),
            { kind: 'set-dtype', handle: 'condition', dtype: 'bool' },
          ],
        },
      )
    const either = broadcastShapes(input.shape, other.shape)
    return {
      output: {
        shape: broadcastShapes(condition.shape, either, ['condition', 'input']),
        dtype: promoted([input, other]),
      },
    }
  },
})
