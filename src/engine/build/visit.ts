/** What a pass that can be stopped says at every place that it comes to. */
import type { Tensor } from '../core/tensor'
import type { CallVisit, PhaseVisit, Place } from '../protocol'

export type { CallVisit, Phase, PhaseVisit, Place } from '../protocol'

/**
 * A value has come to a place, through its hooks. Forward it is the value itself; backward a wire has its consumer's own share of
 * the gradient, an output the sum, and a parameter what this pass adds to its `grad`; after the step a parameter has its new
 * value.
 */
export interface ValueVisit {
  readonly kind: 'value'
  readonly pass: 'forward' | 'backward' | 'after_step'
  readonly place: Place
  /** Whoever looks may put another in its place, of the same shape and type: the pass goes on with that one. */
  value: Tensor
}

export type Visit = PhaseVisit | CallVisit | ValueVisit
/** A walk that stops at every visit, and gives what it computed in the end. */
export type Walk<T> = Generator<Visit, T, void>
