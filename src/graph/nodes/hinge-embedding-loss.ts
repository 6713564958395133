import { z } from 'zod'
import { defineLoss } from './loss'
import { comparedShape, expectFraction, reduced, reduction } from './losses'

/** input where the target is 1, max(0, margin − input) where it is −1. Shape: input and target `(*)`, output a number. */
export const hingeEmbeddingLoss = defineLoss({
  type: 'HingeEmbeddingLoss',
  doc: 'For distances of pairs: small where the target is 1, at least the margin where it is −1.',
  params: {
    margin: z.number().default(1).meta({ doc: 'How far apart pairs must be that do not belong together.' }),
    reduction,
  },
  types: (call) => {
    expectFraction(call, 'HingeEmbeddingLoss', ['input'])
    return {
      output: { shape: reduced(comparedShape(call, 'target'), call.params.reduction), dtype: 'float32' },
    }
  },
})
