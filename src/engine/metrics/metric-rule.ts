/** How a metric adds batches up: exact over all samples, however they were cut into batches, and without autograd. */
import type { Tensor } from '../core/tensor'
import type { MetricValue } from './metric-value'

/** `S` is plain data, so that a checkpoint can hold it. */
export interface MetricRule<S = unknown> {
  /** What stands before the first sample. */
  start: () => S
  /** Adds a batch to `state`; what does not fit a batch of other sizes begins anew. */
  add: (state: S, input: Tensor, target: Tensor) => void
  /** Null before the first sample. */
  value: (state: S) => MetricValue | null
}

/** Hides the type of a rule's state, which only the rule itself reads. */
export function metricRule<S>(rule: MetricRule<S>): MetricRule {
  return rule as unknown as MetricRule
}
