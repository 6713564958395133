import { z } from 'zod'
import { literal, operand } from '../pytorch/python'
import { dtypeOfNumber, promoted } from '../types/promotion'
import type { DType } from '../types/dims'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from '../registry/definition'

/** As PyTorch names the functions: Python's operator, and ONNX's (`Not` of it, where it says so). */
const COMPARISONS = {
  gt: { python: '>', onnx: 'Greater' },
  ge: { python: '>=', onnx: 'GreaterOrEqual' },
  lt: { python: '<', onnx: 'Less' },
  le: { python: '<=', onnx: 'LessOrEqual' },
  eq: { python: '==', onnx: 'Equal' },
  ne: { python: '!=', onnx: 'Equal' },
} as const

export type Comparison = keyof typeof COMPARISONS

interface CompareParams {
  operator: Comparison
  other: number
}

/**
 * Compares each value with one of another tensor, or with one number where none is wired. No gradient comes of it.
 * Shape: the two broadcast. Type: bool.
 */
export const compare = defineNode({
  type: 'Compare',
  category: 'math',
  doc: 'Whether each value is greater than, less than or equal to another: a mask of bool.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.gt.html',
  stem: 'mask',
  plainStem: true,
  pytorch: {
    expression: ([a, b], { operator, other }) =>
      `${operand(a)} ${COMPARISONS[operator].python} ${b === undefined ? literal(other) : operand(b)}`,
  },
  onnx: (node) => {
    const { operator } = node.params
    const [a, b] = operands(node)
    const result = node.op(COMPARISONS[operator].onnx, [a, b])
    return operator === 'ne' ? node.op('Not', [result]) : result
  },
  inputs: [
    { name: 'input' },
    { name: 'other', doc: 'What each value is compared with; not wired: one number.', optional: true },
  ],
  calls: ['functional'],
  accepts: 'any',
  params: {
    operator: z
      .enum(['gt', 'ge', 'lt', 'le', 'eq', 'ne'])
      .default('gt')
      .meta({ doc: 'gt: greater, ge: or equal; lt: less, le: or equal; eq: equal, ne: not equal.' }),
    other: z.number().default(0).meta({ doc: 'The number to compare with, where no tensor is wired.' }),
  },
  types: (call) => {
    const input = inputAt(call, 'input')
    const { other } = call.inputs
    return {
      output: { shape: other ? broadcastShapes(input.shape, other.shape) : input.shape, dtype: 'bool' },
    }
  },
})

/** Both sides in one type; ONNX puts no bool in an order. */
function operands(node: OnnxNode<CompareParams>): [Value, Value] {
  const { other, operator } = node.params
  const wired = node.has('other')
  const types = [node.dtype(), wired ? node.dtype('other') : dtypeOfNumber(other)]
  const common = promoted(types.map((dtype) => ({ dtype })))
  const dtype: DType = common === 'bool' && operator !== 'eq' && operator !== 'ne' ? 'int64' : common
  const left = node.cast(node.input(), node.dtype(), dtype)
  if (wired) return [left, node.cast(node.input('other'), node.dtype('other'), dtype)]
  return [left, node.scalar(other, dtype)]
}
