import { broadcastShapes } from './broadcast'
import { inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { defineLoss } from './loss'
import { comparedShape, expectWeights, reduced, reduction, weights } from './losses'

/**
 * The mean over the classes of −(y · ln sigmoid(input) + (1 − y) · ln sigmoid(−input)).
 *
 * Shape: input and target `(N, C)`, output a number. Errors: sizes that do not broadcast.
 */
export const multiLabelSoftMarginLoss = defineLoss({
  type: 'MultiLabelSoftMarginLoss',
  pytorch: { function: 'F.multilabel_soft_margin_loss' },
  doc: 'For several classes at once, each right (1) or not (0), from raw scores: no Sigmoid in front.',
  params: { weight: weights('A factor for each class.'), reduction },
  types: (call) => {
    const { length: rank } = inputAt(call, 'input').shape
    if (rank === 0)
      throw new RuleError('Dimension specified as -1 but tensor has no dimensions', { handle: 'input' })
    const compared = comparedShape(call, 'target')
    const { weight } = call.params
    expectWeights('weight', weight, compared, 'losses')
    const all = weight === null ? compared : broadcastShapes(compared, [weight.length])
    const losses = all.filter((_, dim) => dim !== rank - 1)
    return { output: { shape: reduced(losses, call.params.reduction), dtype: 'float32' } }
  },
})
