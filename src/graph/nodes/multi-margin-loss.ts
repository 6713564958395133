import { z } from 'zod'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { RuleCall } from '../registry/definition'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'
import { classParams } from './class-targets'
import { defineLoss } from './loss'
import { reduced, reduction } from './losses'
import { expectClassNumbers, expectRows } from './margin-targets'

/**
 * The sum over all other classes of max(0, margin − input[class] + input[other])ᵖ, divided by C.
 *
 * Shape: input `(N, C)` or `(C)`; target `(N)` or `()` of int64 class numbers; output a number.
 * Errors: sizes or dtypes that do not fit → PyTorch's sentences.
 */
export const multiMarginLoss = defineLoss({
  type: 'MultiMarginLoss',
  doc: 'For classes, from raw scores: that of the right class above each other by a margin.',
  params: {
    p: z.int().min(1).max(2).default(1).meta({ doc: 'The power of what a margin lacks, 1 or 2.' }),
    margin: z
      .number()
      .default(1)
      .meta({ doc: 'By how much the score of the right class is to be above each other.' }),
    weight: classParams.weight,
    reduction,
  },
  types: (call) => {
    const input = inputAt(call, 'input').shape
    const target = inputAt(call, 'target').shape
    expectRows(input)
    const rows = input.slice(0, -1)
    if (target.length > 1 || (target[0] ?? 1) !== (rows[0] ?? 1))
      throw new RuleError(
        'multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). ' +
          `Expected target size [${rows[0] ?? 1}], but got ${formatShape(target)}. Input has shape ${formatShape(input)}.`,
        { handle: 'target', fixes: toShape('target', target, rows) },
      )
    expectOneWeightAClass(call, input)
    expectClassNumbers(call, 'multi_margin_loss_cpu_kernel')
    return { output: { shape: reduced(target, call.params.reduction), dtype: 'float32' } }
  },
})

function expectOneWeightAClass(
  { params: { weight } }: RuleCall<{ weight: readonly number[] | null }>,
  input: Shape,
): void {
  const classes = input.at(-1) ?? 1
  if (weight === null || weight.length === classes) return
  throw new RuleError(`inconsistent weight size, expected ${classes} but got [${weight.length}]`, {
    param: 'weight',
    remedy: tell('rules.class_targets.give_weights_or_none', 'Give {{classes}} weights, or none.', {
      classes,
    }),
    fixes: [
      {
        kind: 'unset',
        label: tell('rules.class_targets.without_weight', 'Without weight'),
        names: ['weight'],
      },
    ],
  })
}
