import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import { defineLoss } from './loss'
import { alike, expectFloats, reduced, reduction, weights } from './losses'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * −(y · ln x + (1 − y) · ln(1 − x)), for probabilities x.
 *
 * Shape: input and target `(*)` alike, output a number.
 * Errors: sizes that differ → `Using a target size …`; int64 → `Found dtype Long but expected Float`.
 */
export const bceLoss = defineLoss({
  type: 'BCELoss',
  pytorch: { function: 'F.binary_cross_entropy' },
  doc: 'For yes or no, from probabilities: takes values from 0 to 1, so Sigmoid in front.',
  params: { weight: weights('A factor for each value of the last dimension.'), reduction },
  types: (call) => {
    expectFloats(call, 'BCELoss', 'Found dtype Long but expected Float')
    const { shape } = inputAt(call, 'input')
    const target = inputAt(call, 'target').shape
    if (!sameShape(shape, target)) {
      throw new RuleError(
        `Using a target size (torch.Size(${formatShape(target)})) that is different to the input size ` +
          `(torch.Size(${formatShape(shape)})) is deprecated. Please ensure they have the same size.`,
        { handle: 'target', fixes: alike(shape, target) },
      )
    }
    expectWeight(call.params.weight, shape)
    return { output: { shape: reduced(shape, call.params.reduction), dtype: 'float32' } }
  },
})

function expectWeight(weight: readonly number[] | null, shape: Shape): void {
  if (weight === null || weight.length === shape.at(-1)) return
  if (shape.length === 0)
    throw new RuleError(`output with shape [] doesn't match the broadcast shape [${weight.length}]`, {
      param: 'weight',
      remedy: tell('rules.bce_loss.single_number_takes_no_weight', 'A single number takes no weight.'),
    })
  if (weight.length === 1) return
  throw new RuleError(
    `Attempting to broadcast a dimension of length ${weight.length} at -1! Mismatching argument at index 1 had ` +
      `torch.Size([${weight.length}]); but expected shape should be broadcastable to ${formatShape(shape)}`,
    {
      param: 'weight',
      remedy: tell(
        'rules.bce_loss.one_weight_for_each_of',
        'One weight for each of the last dimension of {{shape}}.',
        { shape: formatShape(shape) },
      ),
      fixes: [
        { kind: 'unset', label: tell('rules.bce_loss.without_weight', 'Without weight'), names: ['weight'] },
      ],
    },
  )
}
