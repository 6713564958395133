/** One engine process for one command, and its refusals as plain messages. */
import { tell } from '../../words/tell'
import { EngineClient, EngineCommandError } from '../engine-link/engine-client'
import { forkEngine } from '../engine-link/fork-engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { severityText } from '../../graph/document/finding'
import { CommandError, problemText, report } from './terminal'

/** A command works on one document. */
const DOCUMENT = 'document'

/**
 * Starts the engine, says which backend it has, does the work, and ends the engine whatever happens.
 *
 * Errors: what the engine refuses, and an engine that ends early, become {@link CommandError}.
 */
export async function withEngine<T>(
  entry: EngineEntry,
  work: (engine: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = new EngineClient(forkEngine(entry.path, DOCUMENT, { execArgv: entry.execArgv }))
  engine.onEvent((event) => {
    if (event.kind === 'log' && event.level !== 'info')
      report(`${severityText(event.level)}: ${event.message}`)
  })
  try {
    const { backend, version, threads } = await engine.ready
    report(
      tell(
        'cli.backend',
        {
          one: 'Backend: {{backend}} {{version}}, {{count}} thread',
          other: 'Backend: {{backend}} {{version}}, {{count}} threads',
        },
        { backend, version, count: threads },
      ),
    )
    return await work(engine)
  } catch (error) {
    if (error instanceof EngineCommandError) throw new CommandError(problemText(error.problem))
    throw error
  } finally {
    engine.close(true)
  }
}
