import { z } from 'zod'
import { defineMetric, expectScores, ignoreIndex } from './metric'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/**
 * Share of samples whose class is among the `k` largest scores; of equal scores the first count as larger.
 *
 * Shape: input `(N, C)` or `(N, C, d1, …)`, target `(N)` or `(N, d1, …)` of int64 class numbers.
 * Errors: shapes or dtypes that do not fit; more than there are classes.
 */
export const topK = defineMetric({
  type: 'TopK',
  label: 'Top-k accuracy',
  metric: 'share',
  doc: 'Share of the samples whose class is among the k largest scores.',
  stem: 'top_k',
  params: {
    k: z.int().min(1).max(1_000_000).default(5).meta({ doc: 'How many of the largest scores count.' }),
    ignore_index: ignoreIndex,
  },
  python: `class TopK(Metric):
    """Share of the samples whose class is among the k largest scores; of equal ones the first are larger."""

    def __init__(self, k=5, ignore_index=-100):
        self.k, self.ignore_index = k, ignore_index

    def count(self, input, target):
        input, target = self.flat(input, target, self.ignore_index)
        known = (target >= 0) & (target < input.shape[1])
        own = input.gather(1, (target * known)[:, None])
        before = torch.arange(input.shape[1]) < target[:, None]
        place = ((input > own) | ((input == own) & before)).sum(1)
        right = (place < self.k) & known & ~own[:, 0].isnan()
        return right.sum().item(), right.numel()`,
  check: (call) => {
    const classes = expectScores(call, 'TopK')
    if (classes === undefined || call.params.k <= classes) return
    throw new RuleError(
      told('rule.top_k.too_few_classes', 'k={{k}}, but there are only {{classes}} classes.', {
        k: call.params.k,
        classes,
      }),
      {
        param: 'k',
        remedy: tell('rules.top_k.use_at_most', 'Use at most {{classes}}.', { classes }),
        fixes: [
          {
            kind: 'set',
            label: tell('rules.top_k.set_k_to', 'Set k to {{classes}}', { classes }),
            params: { k: classes },
          },
        ],
      },
    )
  },
})
