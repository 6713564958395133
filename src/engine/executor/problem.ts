/** Errors as problems: what is wrong, where, and what to do about it. */
import { NodeError } from '../build/node-error'
import { DatasetError } from '../data/dataset'
import type { EngineProblem } from '../protocol'
import { ErrorWithProblem } from '../../words/error-with-problem'
import { tell } from '../../words/tell'

/** A command that cannot be done, or a run that cannot go on, in words for a person. */
export class ProblemError extends ErrorWithProblem<EngineProblem> {
  override readonly name = 'ProblemError'
}

/** Whatever was thrown, as a problem. */
export function problemOf(error: unknown): EngineProblem {
  if (error instanceof ProblemError || error instanceof NodeError) return error.problem
  if (error instanceof DatasetError)
    return { message: error.problem, remedy: error.remedy, ...(error.place && { param: error.place }) }
  return { message: error instanceof Error ? error.message : String(error) }
}

export function nothingOpen(): ProblemError {
  return new ProblemError({
    message: tell('engine.no_graph_is_open_in', 'No graph is open in the engine.'),
    remedy: tell('engine.open_one_first', 'Open one first.'),
  })
}

/** @param message What cannot be done without a loss. */
export function noLoss(message: string): ProblemError {
  return new ProblemError({
    message,
    remedy: tell(
      'engine.add_loss_node_and_wire',
      'Add a loss node, and wire the prediction and the target to it.',
    ),
  })
}

export function nothingToLearn(): ProblemError {
  return new ProblemError({
    message: 'optimizer got an empty parameter list',
    remedy: tell(
      'engine.graph_has_no_layer_with',
      'The graph has no layer with parameters; add one, for example Linear.',
    ),
  })
}

/** A file of a run that is not what was written. */
export function damagedCheckpoint(): ProblemError {
  return new ProblemError({
    message: tell('engine.checkpoint_is_damaged', 'The checkpoint is damaged.'),
    remedy: tell('engine.train_again_from_start', 'Train again from the start.'),
  })
}
