import { defineMetric, expectAlike } from './metric'

/**
 * Mean absolute error: mean of |input − target| over all values.
 *
 * Shape: input and target alike, `(N, *)`.
 * Errors: shapes that differ; int64.
 */
export const mae = defineMetric({
  type: 'MAE',
  label: 'MAE',
  metric: 'amount',
  doc: 'Mean absolute error, in the units of the target: mean of |input − target|.',
  stem: 'mae',
  python: `class MAE(Metric):
    """Mean of |input - target|."""

    def count(self, input, target):
        return (input.double() - target.double()).abs().sum().item(), target.numel()`,
  check: (call) => expectAlike(call, 'MAE'),
})
