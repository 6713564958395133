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
  python: `class R2Score(Metric):
    """1 - squared errors / squared distances from the mean, for each value of a sample, and their mean."""

    def count(self, input, target):
        input, target = input.double().reshape(len(input), -1), target.double().reshape(len(target), -1)
        mean = target.mean(0)
        return len(target), mean, ((target - mean) ** 2).sum(0), ((target - input) ** 2).sum(0)

    def merge(self, state):
        if self.state is not None:
            (n, mean, spread, error), (more, other, other_spread, other_error) = self.state, state
            apart, total = other - mean, n + more
            spread = spread + other_spread + apart**2 * n * more / total
            state = total, mean + apart * more / total, spread, error + other_error
        self.state = state

    def value(self):
        n, mean, spread, error = self.state
        constant = spread <= 1e-20 * n * mean**2
        return torch.where(constant, (error == 0).double(), 1 - error / spread).mean().item()`,
  check: (call) => expectAlike(call, 'R2Score'),
})
