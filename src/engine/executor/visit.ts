/** What a step that can stand still inside says at every place that it comes to, as who decides about stops sees it. */
import type { Measure } from '../../graph/breakpoints/condition'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import type { Expression } from '../../graph/expressions/expression'
import type { CallVisit, PhaseVisit, Place } from '../protocol'

export type { CallVisit, Phase, PhaseVisit, Place } from '../protocol'

/** A value that has come to a place, through the hooks there. It may be looked at until the step goes on. */
export interface StepValue {
  readonly shape: readonly number[]
  statistics(): TensorStatistics
  /** Whether any element is NaN, or infinite. */
  any(what: 'nan' | 'inf'): boolean
  /** One number of {@link statistics}, exact where it is close to `limit`. */
  measure(what: Measure, limit: number): number
  /** Whether an expression in x and the number of the step, from 1, is true of any element. */
  holdsAnywhere(expression: Expression, step: number): boolean
  /**
   * Puts other numbers in its place, row-major and in N,C,H,W order; the step goes on with them. Forward the gradient flows as
   * before: what goes on is x + (new − x).detach(). Errors: another count of numbers.
   */
  change(values: Float32Array): void
}

/**
 * Forward it is the value itself; backward a wire has its consumer's own share of the gradient, an output the sum, and a parameter
 * what this pass adds to its `grad`; after the step a parameter has its new value.
 */
export interface ValueVisit {
  readonly kind: 'value'
  readonly pass: 'forward' | 'backward' | 'after_step'
  readonly place: Place
  readonly value: StepValue
}

export type Visit = PhaseVisit | CallVisit | ValueVisit
