/** Why a step is not stopped inside, or what it is stopped at not changed. */
import { ProblemError } from '../executor/problem'
import { tell } from '../../words/tell'

export function nothingToChange(): ProblemError {
  return new ProblemError({
    message: tell('engine.not_stopped_at_value', 'Training is not stopped at a value.'),
    remedy: tell(
      'engine.stop_at_value',
      'Set a breakpoint on a wire, an output or a parameter, or run to one.',
    ),
  })
}

/** Of an executor that takes steps as a whole. */
export function noStopInside(): ProblemError {
  return new ProblemError({
    message: tell('engine.no_stop_inside', 'As this graph runs now, a training step cannot stop inside.'),
    remedy: tell('engine.take_whole_steps', 'Take whole steps.'),
  })
}

/** Of a run to a place that ends without coming there. */
export function placeMissed(): string {
  return tell('engine.place_missed', 'The run has ended without coming to the place that you chose.')
}
