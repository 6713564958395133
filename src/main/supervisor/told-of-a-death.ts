/** What the log says of an engine that has died. */
import type { EngineExit } from '../engine-link/engine-client'
import type { Restored } from './session-memory'
import { tell } from '../../words/tell'

/** What became of the session, for the log. */
export function describe({ progress, lost, before, behind }: Restored): string {
  if (lost !== null)
    return tell(
      'host.it_was_started_again_but',
      'It was started again, but the session could not be brought back: {{lost}} Weights begin anew.',
      { lost },
    )
  if (!progress) return tell('host.it_was_started_again', 'It was started again.')
  if (progress.state === 'paused')
    return tell(
      'host.it_was_started_again_training',
      'It was started again; training is paused at step {{step}}.',
      { step: progress.step },
    )
  if (before.state === 'running')
    return tell(
      'host.it_was_started_again_training_is',
      'It was started again; training is back at step {{step}}. Press Train to go on.',
      { step: progress.step },
    )
  if (behind)
    return tell(
      'host.it_was_started_again_not_latest',
      'It was started again, but not with what was last loaded or trained: no checkpoint holds it.',
    )
  return tell('host.it_was_started_again_weights', 'It was started again; the weights are as they were.')
}

/** How an engine ended. */
export function howOf(exit: EngineExit): string {
  return exit.signal
    ? tell('host.signal', 'signal {{signal}}', { signal: exit.signal })
    : tell('host.exit_code', 'exit code {{code}}', {
        code: exit.code ?? tell('host.unknown_code', 'unknown'),
      })
}
