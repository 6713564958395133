import { z } from 'zod'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { inputAt } from '../registry/definition'
import { defineLoss } from './loss'
import { reduced, reduction } from './losses'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

/**
 * 1 − cos(input1, input2) where the target is 1, max(0, cos(input1, input2) − margin) where it is −1.
 *
 * Shape: input1 and input2 `(N, D)`, target `(N)`, or `(D)` and `()`; output a number.
 * Errors: other dimensions → PyTorch's sentences.
 */
export const cosineEmbeddingLoss = defineLoss({
  type: 'CosineEmbeddingLoss',
  doc: 'For pairs of vectors: one direction where the target is 1, different ones where it is −1.',
  inputs: [
    { name: 'input1', doc: 'The first vectors.' },
    { name: 'input2', doc: 'The second vectors.' },
    { name: 'target', doc: '1 where a pair belongs together, −1 where not.' },
  ],
  params: {
    margin: z
      .number()
      .default(0)
      .meta({ doc: 'The cosine that pairs may have which do not belong together, −1 to 1.' }),
    reduction,
  },
  types: (call) => {
    const first = inputAt(call, 'input1').shape
    const second = inputAt(call, 'input2').shape
    const target = inputAt(call, 'target').shape
    const message = problem(first, second, target)
    if (message !== undefined)
      throw new RuleError(message, {
        handle: 'target',
        fixes: [
          ...toShape('target', target, first.slice(0, -1)),
          ...toShape('input1', first, second),
          ...toShape('input2', second, first),
        ],
      })
    const losses = broadcastShapes(target, broadcastShapes(first, second).slice(0, -1))
    return { output: { shape: reduced(losses, call.params.reduction), dtype: 'float32' } }
  },
})

function problem(first: Shape, second: Shape, target: Shape): string | undefined {
  if (target.length > 1) return '0D or 1D target tensor expected, multi-target not supported'
  if (first.length === target.length + 1) return undefined
  return (
    `${target.length}D target tensor expects ${target.length + 1}D input tensors, ` +
    `but found inputs with sizes ${formatShape(first)} and ${formatShape(second)}.`
  )
}
