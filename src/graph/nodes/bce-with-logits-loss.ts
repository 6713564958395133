import { formatShape, sameShape } from '../types/dims'
import { inputAt } from '../registry/definition'
import { defineLoss } from './loss'
import { alike, expectFloats, expectWeights, reduced, reduction, weights } from './losses'
import { RuleError } from '../registry/rule-error'

/**
 * Binary cross entropy of sigmoid(input), computed without its rounding.
 *
 * Shape: input and target `(*)` alike, output a number.
 * Errors: sizes that differ → `Target size … must be the same as input size …`; int64 → `result type Float can't be cast …`.
 */
export const bceWithLogitsLoss = defineLoss({
  type: 'BCEWithLogitsLoss',
  pytorch: { function: 'F.binary_cross_entropy_with_logits' },
  doc: 'For yes or no, from raw scores: no Sigmoid in front.',
  params: {
    weight: weights('A factor for each value of the last dimension.'),
    reduction,
    pos_weight: weights('A factor for the yes of each class, where yes is rare.'),
  },
  types: (call) => {
    expectFloats(call, 'BCEWithLogitsLoss', "result type Float can't be cast to the desired output type Long")
    const { shape } = inputAt(call, 'input')
    const target = inputAt(call, 'target').shape
    if (!sameShape(shape, target)) {
      throw new RuleError(
        `Target size (torch.Size(${formatShape(target)})) must be the same as input size (torch.Size(${formatShape(shape)}))`,
        { handle: 'target', fixes: alike(shape, target) },
      )
    }
    expectWeights('weight', call.params.weight, shape)
    expectWeights('pos_weight', call.params.pos_weight, shape, 'weights')
    return { output: { shape: reduced(shape, call.params.reduction), dtype: 'float32' } }
  },
})
