/** Where a training step stops: breakpoints, and what is told of a step that stands still. */
import { parseCondition } from '../graph/breakpoints/condition'
import type { TensorStatistics } from '../graph/types/tensor-statistics'
import type { ParameterTarget, ProbeTarget } from './protocol-targets'
import { z } from 'zod'

export const passName = z.enum(['forward', 'backward', 'after_step'])

/**
 * A place in a definition where a pass stops: a wire's end, an output, a parameter, or a node, which is all its outputs (of an
 * `Output` node, the value that it takes).
 */
export const breakPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edge'), edge: z.string() }),
  z.object({ kind: z.literal('port'), node: z.string(), handle: z.string() }),
  z.object({ kind: z.literal('parameter'), node: z.string(), name: z.string() }),
  z.object({ kind: z.literal('node'), node: z.string() }),
])
export type BreakPlace = z.infer<typeof breakPlace>

/** Stops a training step where a value comes by that meets a condition; a backward pass has gradients as values. */
export const breakpoint = z.object({
  /** Chosen by the page. */
  id: z.string().min(1).max(200),
  /** The definition that the place is in. */
  module: z.string(),
  /** Ids of the instances around the definition: one instance. Default: all of them. */
  path: z.array(z.string()).optional(),
  place: breakPlace,
  pass: passName,
  condition: z.string().superRefine((text, context) => {
    const { problem } = parseCondition(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  }),
  /** Off, it stops nothing, and how often it has stays known. Default: on. */
  enabled: z.boolean().optional(),
})
export type Breakpoint = z.infer<typeof breakpoint>

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

/** Where a step stands still. */
export interface StopInfo {
  /** The step, from 1. */
  step: number
  /** The part of it that is under way, or about to begin. */
  phase: Phase
  at:
    | { kind: 'phase' }
    | CallVisit
    | {
        kind: 'value'
        pass: z.infer<typeof passName>
        place: Place
        shape: readonly number[]
        statistics: TensorStatistics
      }
  /** What led here: an `advance`, the place of a `runTo`, that a whole step came to no such place, or a breakpoint. */
  reason: 'advance' | 'place' | 'missed' | 'breakpoint'
  /** The breakpoint that was hit; null where a command led here. */
  breakpoint: string | null
  /** Its condition, as it was when it held; null where a command led here. */
  condition: string | null
  /** How often each breakpoint has stopped this run, this time counted, by its id. */
  hits: Record<string, number>
  /** Calls that this step has done, each as `callKey` of `src/graph/breakpoints` writes it. */
  done: { forward: string[]; backward: string[] }
}
