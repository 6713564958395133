/** Why a tensor cannot be changed by hand, or a change not be put back. */
import { ProblemError } from '../../executor/problem'
import { tell } from '../../../words/tell'

export function notYet(): ProblemError {
  return new ProblemError({
    message: tell('engine.not_yet', 'Not yet: the step has not come here.'),
    remedy: tell('engine.go_on_to_see', 'Go on until it has.'),
  })
}

export function notStopped(): ProblemError {
  return new ProblemError({
    message: tell('engine.not_stopped', 'What flows can be changed while a step stands still inside.'),
    remedy: tell('engine.stop_inside', 'Stop inside a step: at a breakpoint, or step by step.'),
  })
}

export function usedUp(names: string): ProblemError {
  return new ProblemError({
    message: tell('engine.value_used_up', 'Everybody has computed with this value already: {{names}}.', {
      names,
    }),
    remedy: tell('engine.stop_before', 'Stop earlier, or change what comes next.'),
  })
}

export function usedUpBackward(name: string): ProblemError {
  return new ProblemError({
    message:
      name === ''
        ? tell('engine.gradient_used_up', 'This gradient is used up: the pass has gone on with it.')
        : tell('engine.gradient_used_up_by', 'This gradient is used up: {{name}} has gone on with it.', {
            name,
          }),
    remedy: tell('engine.stop_before', 'Stop earlier, or change what comes next.'),
  })
}

export function past(): ProblemError {
  return new ProblemError({
    message: tell('engine.change_is_past', 'This change is past: training has gone on with it.'),
    remedy: tell('engine.change_again', 'Change the tensor again.'),
  })
}
