import { z } from 'zod'
import { inputAt } from '../registry/definition'
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
  python: `class Accuracy(Metric):
    """Share of the samples whose largest score is that of their class; of 0 and 1, on the right side."""

    def __init__(self, threshold=0.5, ignore_index=-100):
        self.threshold, self.ignore_index = threshold, ignore_index

    def count(self, input, target):
        if target.is_floating_point():
            right = (input > self.threshold) == (target > 0.5)
        else:
            input, target = self.flat(input, target, self.ignore_index)
            right = input.argmax(1) == target
        return right.sum().item(), right.numel()`,
  check: (call) => {
    if (inputAt(call, 'target').dtype === 'float32') expectAlike(call, 'Accuracy')
    else expectScores(call, 'Accuracy')
  },
})
