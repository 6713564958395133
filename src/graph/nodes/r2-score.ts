import { defineMetric, expectAlike } from './metric'

/**
 * Share of the target's variance that the input explains: 1 − Σ(target − input)² / Σ(target − mean)², for each value of a
 * sample, and their mean. Where a target never changes it is 1 for a perfect input, else 0.
 *
 * Shape: input and target alike, `(N, *)`.
 * Errors: shapes that differ; int64.
 * Source: https://scikit-learn.org/stable/modules/generated/sklearn.metrics.r2_score.html
 */
export const r2Score = defineMetric({
  type: 'R2Score',
  label: 'R²',
  metric: 'score',
  doc: 'How much of the target the input explains: 1 is all, 0 no more than its mean, less is worse than that.',
  stem: 'r2',
  check: (call) => expectAlike(call, 'R2Score'),
})
