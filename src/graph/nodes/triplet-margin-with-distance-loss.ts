import { z } from 'zod'
import { axisOf, reducedShape } from '../registry/axis'
import { PythonSource } from '../pytorch/python'
import type { Shape } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { defineLoss } from './loss'
import { expectFloats, reduced, reduction } from './losses'
import { tripletInputs, tripletMargin, tripletShapes, tripletSwap } from './triplets'

/** As PyTorch's own page writes it. */
const COSINE_DISTANCE = 'lambda x, y: 1.0 - F.cosine_similarity(x, y)'

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)) by a distance that is chosen.
 *
 * Shape: three times `(N, D)` or, by pairwise distance, `(D)`; output a number.
 * Errors: ranks that differ → `The anchor, positive, and negative tensors are expected to have the same number of …`.
 */
export const tripletMarginWithDistanceLoss = defineLoss({
  type: 'TripletMarginWithDistanceLoss',
  doc: 'TripletMarginLoss by another distance.',
  pytorch: {
    arguments: (params) =>
      params.distance_function === 'cosine_distance'
        ? { ...params, distance_function: new PythonSource(COSINE_DISTANCE) }
        : params,
  },
  inputs: tripletInputs,
  params: {
    distance_function: z
      .enum(['pairwise_distance', 'cosine_distance'])
      .default('pairwise_distance')
      .meta({ doc: 'How far two are apart; cosine distance: 1 − their cosine similarity.' }),
    margin: tripletMargin,
    swap: tripletSwap,
    reduction,
  },
  types: (call) => {
    expectFloats(call, 'TripletMarginWithDistanceLoss', 'expected scalar type Float but found Long')
    const [anchor, positive, negative] = tripletShapes(call)
    const isCosine = call.params.distance_function === 'cosine_distance'
    const near = distance(broadcastShapes(anchor, positive, ['anchor', 'positive']), isCosine)
    const far = distance(broadcastShapes(anchor, negative, ['anchor', 'negative']), isCosine)
    return { output: { shape: reduced(broadcastShapes(near, far), call.params.reduction), dtype: 'float32' } }
  },
})

/** Along the last dimension, or of cosines along the channels. */
function distance(compared: Shape, isCosine: boolean): Shape {
  return reducedShape(compared, [axisOf(isCosine ? 1 : -1, compared.length, 'dim')], false)
}
