import { z } from 'zod'
import { formatShape } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { inputAt } from '../registry/definition'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { defineLoss } from './loss'
import { reduced, reduction } from './losses'

/**
 * max(0, −target · (input1 − input2) + margin).
 *
 * Shape: input1, input2 and target `(*)` of as many dimensions, output a number.
 * Errors: ranks that differ → `margin_ranking_loss : All input tensors should have same dimension but got sizes: …`.
 */
export const marginRankingLoss = defineLoss({
  type: 'MarginRankingLoss',
  doc: 'For an order: the first score above the second where the target is 1, below it where it is −1.',
  inputs: [
    { name: 'input1', doc: 'Scores of the first.' },
    { name: 'input2', doc: 'Scores of the second.' },
    { name: 'target', doc: '1 where the first is to be above the second, −1 where below.' },
  ],
  params: {
    margin: z.number().default(0).meta({ doc: 'By how much the one is to be above the other.' }),
    reduction,
  },
  types: (call) => {
    const [first, second, target] = ['input1', 'input2', 'target'].map(
      (handle) => inputAt(call, handle).shape,
    )
    if (!first || !second || !target) throw new RangeError('MarginRankingLoss has three inputs.')
    if (first.length !== second.length || first.length !== target.length)
      throw new RuleError(
        'margin_ranking_loss : All input tensors should have same dimension but got sizes: ' +
          `input1: torch.Size(${formatShape(first)}), input2: torch.Size(${formatShape(second)}), ` +
          `target: torch.Size(${formatShape(target)}) `,
        {
          handle: 'target',
          fixes: [
            ...toShape('target', target, first),
            ...toShape('input1', first, second),
            ...toShape('input2', second, first),
          ],
        },
      )
    const scores = broadcastShapes(first, second, ['input1', 'input2'])
    const losses = broadcastShapes(target, scores, ['target', 'input1'])
    return { output: { shape: reduced(losses, call.params.reduction), dtype: 'float32' } }
  },
})
