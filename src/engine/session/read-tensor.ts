/** One whole tensor that a person asks for: what flowed somewhere, a parameter, or its gradient. */
import { ProblemError } from '../executor/problem'
import type { EngineCommand, ParameterTarget, RunState, TensorResult } from '../protocol'
import type { Trainer } from './trainer'
import { tell } from '../../words/tell'

type Direction = 'forward' | 'backward'

/** Errors: nothing flowed there yet, or nothing of it is kept; no gradient flows there; no such parameter. */
export function readTensor(
  trainer: Trainer,
  { target, direction }: Pick<Extract<EngineCommand, { kind: 'tensor' }>, 'target' | 'direction'>,
): TensorResult {
  if (target.kind === 'parameter') return readParameter(trainer, target, direction)
  const kept = trainer.flow.read(target, direction)
  const values = kept?.values
  if (!values && trainer.state === 'stopped') throw notYet()
  if (!kept) throw nothingKept(trainer.state)
  if (!values)
    throw new ProblemError({
      message: tell(
        'engine.no_gradient_flows_here_what',
        'No gradient flows here: what comes from data needs none, as in PyTorch.',
      ),
    })
  return { step: kept.step, ...values }
}

/** Errors: no such parameter. */
export function readUsedParameter(trainer: Trainer, target: ParameterTarget): TensorResult {
  const used = trainer.executor.used(target)
  return used ? { step: trainer.flow.step, ...used } : readParameter(trainer, target, 'forward')
}

/** A parameter's value, or `grad` as it has added up so far. */
function readParameter(trainer: Trainer, target: ParameterTarget, direction: Direction): TensorResult {
  const found = trainer.executor.parameter(target, direction)
  if (!found) throw notYet()
  return { step: trainer.progress.step, ...found }
}

/** Most steps of a run leave nothing: only those are kept that a probe is due for. */
function nothingKept(state: RunState): ProblemError {
  if (state === 'running')
    return new ProblemError({
      message: tell('engine.nothing_is_kept_here', 'Nothing that flowed here is kept while training runs.'),
      remedy: tell('engine.open_wire_or_pause', 'Open the wire to watch it, or pause.'),
    })
  return new ProblemError({
    message: tell('engine.nothing_has_flowed_here_yet', 'Nothing has flowed here yet.'),
    remedy: tell('engine.do_training_step_first', 'Do a training step first.'),
  })
}

function notYet(): ProblemError {
  return new ProblemError({
    message: tell('engine.not_yet', 'Not yet: the step has not come here.'),
    remedy: tell('engine.go_on_to_see', 'Go on until it has.'),
  })
}
