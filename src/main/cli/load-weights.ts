/** `--weights`: any file of weights, into the engine. */
import { EngineCommandError } from '../engine-link/engine-client'
import type { EngineClient } from '../engine-link/engine-client'
import { severityText } from '../../graph/document/finding'
import { shownPath } from './paths'
import { CommandError, problemText, report } from './terminal'
import { tell } from '../../words/tell'

/** Says how the file was read. Errors: it cannot be read, or does not fit, in PyTorch's words. */
export async function loadWeights(
  engine: EngineClient,
  weights: Uint8Array | undefined,
  path = '--weights',
): Promise<void> {
  if (weights === undefined) return
  try {
    const { notes } = await engine.request({ kind: 'loadWeights', weights })
    for (const note of notes) report(`${severityText('info')}: ${note}`)
  } catch (error) {
    if (!(error instanceof EngineCommandError)) throw error
    throw new CommandError(
      tell('cli.cannot_load', 'Cannot load {{path}}: {{problem}}', {
        path: shownPath(path, 'stdin'),
        problem: problemText(error.problem),
      }),
    )
  }
}
