import { z } from 'zod'
import { inputAt } from './definition'
import { defineMetric, expectAlike, expectScores, ignoreIndex } from './metric'

/**
 * Share of predictions that are right: the class with the largest score, the first of equal ones; or, where the target
 * holds 0 and 1, the side of `threshold`.
 *
 * Shape: input `(N, C)` or `(N, C, d1, …)` with a target `(N)` or `(N, d1, …)` of int64 class numbers; or both alike, float32.
 * Errors: shapes or dtypes that do not fit.
 */
export const accuracy = defineMetric({
  type: 'Accuracy',
  metric: 'share',
  doc: 'Share of the samples that are classified rightly. It is shown, and changes nothing in the training.',
  stem: 'accuracy',
  params: {
    threshold: z.number().default(0.5).meta({
      doc: 'Where the target holds 0 and 1: a larger input means 1. For raw scores use 0.',
      advanced: true,
    }),
    ignore_index: ignoreIndex,
  },
  check: (call) => {
    if (inputAt(call, 'target').dtype === 'float32') expectAlike(call, 'Accuracy')
    else expectScores(call, 'Accuracy')
  },
})
