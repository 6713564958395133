/** What one pass through a whole graph shares between its nested modules. */
import type { Tensor } from '../core/tensor'
import type { MetricRule } from '../metrics/metric-rule'
import type { Flow } from './flow'
import type { NodeBuilder } from '../nn/node-builder'
import type { TapeBook } from './tape-book'

/** A loss that was computed in this pass. */
export interface LossTerm {
  value: Tensor
  weight: number
  input: Tensor
  target: Tensor
  builder: NodeBuilder
}

/** What a metric sees in this pass. */
export interface MetricTerm {
  /** Ids of the instances around the node and of the node, joined by `/`. */
  id: string
  /** Type and params: only batches of the same kind add up. */
  kind: string
  rule: MetricRule
  input: Tensor
  target: Tensor
}

export interface Pass {
  /** Ids of the instances around what runs now. */
  path: readonly string[]
  /** Takes down what flows; null when nobody looks. */
  flow: Flow | null
  /** Where the pass is walked in visits: which node recorded what; null where nobody can stop it. */
  book: TapeBook | null
  losses: LossTerm[]
  metrics: MetricTerm[]
  /** The values of `Output` nodes of the main definition, and where there are none, the outputs that nobody consumes. */
  results: Tensor[]
}
