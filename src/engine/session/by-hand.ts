/** What a person looks into and changes by hand in a session: any tensor while a step is stopped, parameters whenever training rests. */
import type { NetTensors } from '../executor/net-tensors'
import { ProblemError } from '../executor/problem'
import type { ChangeResult, EngineCommand, ParametersResult } from '../protocol'
import type { Trainer } from './trainer'
import { tell } from '../../words/tell'

type Command<K extends EngineCommand['kind']> = Extract<EngineCommand, { kind: K }>

/** Errors: training runs; the net runs in a way in which nothing can be changed; what the change itself refuses. */
export function changeTensor(
  trainer: Trainer,
  { target, direction, edit }: Command<'changeTensor'>,
): ChangeResult {
  const tensors = restingTensors(trainer)
  const result = tensors.change(target, direction, edit, trainer.progress.step)
  trainer.tellChanged()
  return result
}

/** Errors: as {@link changeTensor}; a change is past. */
export function putBack(trainer: Trainer, { ids }: Command<'putBack'>): void {
  const tensors = restingTensors(trainer)
  try {
    tensors.putBack(ids, trainer.progress.step)
  } finally {
    trainer.tellChanged()
  }
}

/** Also while training runs. */
export function listParameters(
  trainer: Trainer,
  { keys, updates = false }: Command<'parameters'>,
): ParametersResult {
  const begun = performance.now()
  const { rows, numbers } = tensorsOf(trainer).list(keys, updates)
  return { step: trainer.progress.step, rows, numbers, cost: performance.now() - begun }
}

function restingTensors(trainer: Trainer): NetTensors {
  if (trainer.state !== 'running') return tensorsOf(trainer)
  throw new ProblemError({
    message: tell('engine.running_cannot_change', 'Nothing can be changed while training runs.'),
    remedy: tell('engine.pause_to_change', 'Pause first.'),
  })
}

function tensorsOf({ executor }: Trainer): NetTensors {
  if (executor.tensors) return executor.tensors
  throw new ProblemError({
    message: tell(
      'engine.way_cannot_change',
      'In the way in which this net runs, its tensors cannot be changed.',
    ),
  })
}
