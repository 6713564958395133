import { z } from 'zod'
import { chosen } from '../onnx/writing/forms'
import { literal, operand } from '../pytorch/python'
import { broadcastShapes } from './broadcast'
import type { DType } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** As PyTorch's message has them. */
const NAMES: Readonly<Record<DType, string>> = { float32: 'float', int64: 'long int', bool: 'bool' }

/**
 * One number in the places where the mask is true; no gradient comes back there. −∞ is written as null: JSON has no infinity.
 *
 * Shape: input and mask broadcast.
 * Errors: a mask that is not bool → `masked_fill_ only supports boolean masks, but got mask with dtype float`.
 */
export const maskedFill = defineNode({
  type: 'MaskedFill',
  category: 'math',
  doc: 'Puts one number where a mask is true, such as −∞ for scores that do not count.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html',
  stem: 'masked',
  pytorch: {
    expression: ([x, mask], { value }) =>
      `${operand(x)}.masked_fill(${mask}, ${value === null ? 'float("-inf")' : literal(value)})`,
  },
  onnx: (node) => {
    const value = node.scalar(node.params.value ?? -Infinity, node.output().dtype)
    return chosen(node, node.input('mask'), [value, node.input()])
  },
  inputs: [{ name: 'input' }, { name: 'mask', doc: 'True where the number comes.' }],
  calls: ['functional'],
  accepts: 'any',
  params: {
    value: z
      .number()
      .nullable()
      .default(0)
      .meta({ doc: 'The number; none: −∞, which hides a score from Softmax.' }),
  },
  types: (call) => {
    const [input, mask] = [inputAt(call, 'input'), inputAt(call, 'mask')]
    if (mask.dtype !== 'bool')
      throw new RuleError(
        `masked_fill_ only supports boolean masks, but got mask with dtype ${NAMES[mask.dtype]}`,
        {
          handle: 'mask',
          remedy: tell('rules.where.compare', 'Compare it with something: the result is bool.'),
          fixes: [
            inserting('mask', 'Compare', { operator: 'ne', other: 0 }),
            { kind: 'set-dtype', handle: 'mask', dtype: 'bool' },
          ],
        },
      )
    if (input.dtype !== 'float32' && call.params.value === null)
      throw new RuleError('value cannot be converted to type int64_t without overflow', {
        param: 'value',
        remedy: tell('rules.masked_fill.whole', 'Whole numbers have no infinity: give a number.'),
        fixes: [{ kind: 'set', label: 'value=0', params: { value: 0 } }],
      })
    return {
      output: { shape: broadcastShapes(input.shape, mask.shape, ['input', 'mask']), dtype: input.dtype },
    }
  },
})
