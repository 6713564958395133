import { z } from 'zod'
import { broadcastShapes } from './broadcast'
import { inputAt } from '../registry/definition'
import { defineLoss } from './loss'
import { expectFloats, reduced, reduction } from './losses'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)).
 *
 * Shape: three times `(N, D)` or `(D)`; output a number.
 * Errors: ranks that differ → `The anchor, positive, and negative tensors are expected to have the same number of …`.
 */
export const tripletMarginLoss = defineLoss({
  type: 'TripletMarginLoss',
  doc: 'Pulls the anchor to the positive and pushes it from the negative, until the margin is kept.',
  inputs: [
    { name: 'anchor', doc: 'What is compared.' },
    { name: 'positive', doc: 'What should be near.' },
    { name: 'negative', doc: 'What should be far.' },
  ],
  params: {
    margin: z
      .number()
      .positive()
      .default(1)
      .meta({ doc: 'How much nearer the positive must be than the negative.' }),
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
    swap: z
      .boolean()
      .default(false)
      .meta({ doc: 'Also count the distance from positive to negative, where that is smaller.' }),
    reduction,
  },
  types: (call) => {
    expectFloats(call, 'TripletMarginLoss', 'expected scalar type Float but found Long')
    const [anchor, positive, negative] = ['anchor', 'positive', 'negative'].map(
      (handle) => inputAt(call, handle).shape,
    ) as [readonly (number | string)[], readonly (number | string)[], readonly (number | string)[]]
    if (anchor.length !== positive.length || positive.length !== negative.length) {
      throw new RuleError(
        'The anchor, positive, and negative tensors are expected to have the same number of dimensions, ' +
          `but got: anchor ${anchor.length}D, positive ${positive.length}D, and negative ${negative.length}D inputs`,
        {
          fixes: [
            ...toShape('anchor', anchor, positive),
            ...toShape('positive', positive, anchor),
            ...toShape('negative', negative, anchor),
          ],
        },
      )
    }
    const near = broadcastShapes(anchor, positive, ['anchor', 'positive']).slice(0, -1)
    const far = broadcastShapes(anchor, negative, ['anchor', 'negative']).slice(0, -1)
    return { output: { shape: reduced(broadcastShapes(near, far), call.params.reduction), dtype: 'float32' } }
  },
})
