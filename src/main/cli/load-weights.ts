/** `--weights`: any file of weights, into the engine. */
import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { GraphDocument } from '../../graph/document/document'
import { EngineCommandError } from '../engine-link/engine-client'
import type { EngineClient } from '../engine-link/engine-client'
import { severityText } from '../../graph/document/finding'
import { STREAM, shownPath } from './paths'
import { CommandError, problemText, report } from './terminal'
import { tell } from '../../words/tell'

/**
 * Where the weights of a call are: those that were given, else those that the graph names beside itself. Where these are not there
 * it is said, and the net starts from its own.
 */
export async function weightsPath(
  given: string | undefined,
  file: string,
  { weights }: Pick<GraphDocument, 'weights'>,
): Promise<string | undefined> {
  if (given !== undefined || weights === undefined || file === STREAM) return given
  const beside = join(dirname(file), weights)
  if (await isThere(beside)) return beside
  report(
    `${severityText('warning')}: ${tell('cli.no_weights_beside', 'The graph names weights in {{name}}, which is not beside it: the net has those of its seed.', { name: weights })}`,
  )
  return undefined
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/**
 * Says how the file was read. With `fitting`, what fits is loaded, and what is missing, unexpected or of another size is said.
 *
 * Errors: it cannot be read, or does not fit, in PyTorch's words; with `fitting`, nothing fits.
 */
export async function loadWeights(
  engine: EngineClient,
  weights: Uint8Array | undefined,
  path = '--weights',
  fitting = false,
): Promise<void> {
  if (weights === undefined) return
  try {
    const mode = fitting ? 'fitting' : 'strict'
    const {
      notes,
      problems,
      fitting: loaded,
      total,
    } = await engine.request({ kind: 'loadWeights', weights, mode })
    for (const note of notes) report(`${severityText('info')}: ${note}`)
    for (const problem of fitting ? problems : []) report(`${severityText('warning')}: ${problem}`)
    if (fitting && problems.length > 0)
      report(
        `${severityText('info')}: ${tell('cli.loaded_fitting', 'Loaded {{loaded}} of {{total}} tensors.', { loaded, total })}`,
      )
    if (fitting && loaded === 0)
      throw new CommandError(
        tell('cli.nothing_fits', 'Nothing in {{path}} fits the net.', { path: shownPath(path, 'stdin') }),
      )
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
