import { z } from 'zod'
import { broadcastShapes } from './broadcast'
import { defineLoss } from './loss'
import { expectFloats, reduced, reduction } from './losses'
import { tripletInputs, tripletMargin, tripletShapes, tripletSwap } from './triplets'

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)).
 *
 * Shape: three times `(N, D)` or `(D)`; output a number.
 * Errors: ranks that differ → `The anchor, positive, and negative tensors are expected to have the same number of …`.
 */
export const tripletMarginLoss = defineLoss({
  type: 'TripletMarginLoss',
  doc: 'Pulls the anchor to the positive and pushes it from the negative, until the margin is kept.',
  inputs: tripletInputs,
  params: {
    margin: tripletMargin,
    p: z
      .number()
      .positive()
      .default(2)
      .meta({ doc: 'The degree of the distance; 2: straight, 1: along axes.' }),
    eps: z
      .number()
      .min(0)
      .default(1e-6)
      .meta({ doc: 'Added to each difference, so that no distance is 0.', advanced: true }),
    swap: tripletSwap,
    reduction,
  },
  types: (call) => {
    expectFloats(call, 'TripletMarginLoss', 'expected scalar type Float but found Long')
    const [anchor, positive, negative] = tripletShapes(call)
    const near = broadcastShapes(anchor, positive, ['anchor', 'positive']).slice(0, -1)
    const far = broadcastShapes(anchor, negative, ['anchor', 'negative']).slice(0, -1)
    return { output: { shape: reduced(broadcastShapes(near, far), call.params.reduction), dtype: 'float32' } }
  },
})
