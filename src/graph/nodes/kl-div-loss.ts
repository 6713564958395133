import { z } from 'zod'
import { defineLoss } from './loss'
import { comparedShape, expectFloats, reduced } from './losses'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * target · (ln target − input), for log probabilities as input.
 *
 * Shape: input and target `(*)`, output a number.
 * Errors: sizes that do not broadcast; int64 → `kl_div: Integral inputs not supported.`; `mean` is PyTorch's warning.
 */
export const klDivLoss = defineLoss({
  type: 'KLDivLoss',
  pytorch: { function: 'F.kl_div' },
  doc: 'How far one distribution is from another. Takes log probabilities: LogSoftmax in front.',
  params: {
    reduction: z.enum(['mean', 'batchmean', 'sum', 'none']).default('mean').meta({
      doc: 'How the losses become one number; batchmean: the sum divided by the batch.',
      initial: 'batchmean',
    }),
    log_target: z.boolean().default(false).meta({ doc: 'The target is given as logarithms too.' }),
  },
  types: (call) => {
    expectFloats(call, 'KLDivLoss', 'kl_div: Integral inputs not supported.')
    const how = call.params.reduction === 'batchmean' ? 'mean' : call.params.reduction
    return { output: { shape: reduced(comparedShape(call, 'target'), how), dtype: 'float32' } }
  },
  warn: ({ params }) =>
    params.reduction === 'mean'
      ? new RuleError(
          "reduction: 'mean' divides the total loss by both the batch size and the support size." +
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition." +
            "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
          {
            param: 'reduction',
            fixes: [
              {
                kind: 'set',
                label: tell('rules.kl_div_loss.set_reduction_batchmean', 'Set reduction=batchmean'),
                params: { reduction: 'batchmean' },
              },
            ],
          },
        )
      : undefined,
})
