/** What a pass that can be stopped says at every place that it comes to. */
import type { Tensor } from '../core/tensor'
import type { ParameterTarget, ProbeTarget } from '../protocol'

/** The parts of a training step, in its order. */
export type Phase = 'zero_grad' | 'forward' | 'loss' | 'backward' | 'step'

/** Where a value passes: the end of a wire, an output of a node, or a parameter; `path` are the ids of the instances around it. */
export type Place = ProbeTarget | ParameterTarget

/** The step comes to one of its parts. */
export interface PhaseVisit {
  readonly kind: 'phase'
  readonly phase: Phase
}

/**
 * A node is about to run, or has run. Backward it is all that its call recorded on the tape: before the first of these
 * operations, and after the last, when the gradients of its parameters are there too. A node that recorded nothing is not
 * visited on the way back.
 */
export interface CallVisit {
  readonly kind: 'call'
  readonly pass: 'forward' | 'backward'
  readonly when: 'before' | 'after'
  readonly path: readonly string[]
  readonly node: string
}

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
