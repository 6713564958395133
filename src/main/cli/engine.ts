/** One engine process for one command, and its refusals as plain messages. */
import { tell } from '../../words/tell'
import { EngineClient, EngineCommandError } from '../engine-link/engine-client'
import { forkEngine } from '../engine-link/fork-engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { severityText } from '../../graph/document/finding'
import { CommandError, problemText, report } from './terminal'

/** A command works on one document. */
const DOCUMENT = 'document'

/** Starts another engine for the same document. */
export type StartOther = (env: Readonly<Record<string, string>>) => EngineClient

/**
 * Starts the engine, says which backend it has, does the work, and ends the engine, and others that the work has started, whatever happens.
 *
 * Errors: what the engine refuses, and an engine that ends early, become {@link CommandError}.
 */
export async function withEngine<T>(
  entry: EngineEntry,
  work: (engine: EngineClient, startOther: StartOther) => Promise<T>,
): Promise<T> {
  const started: EngineClient[] = []
  const start: StartOther = (env) => {
    const engine = new EngineClient(forkEngine(entry.path, DOCUMENT, { execArgv: entry.execArgv, env }))
    started.push(engine)
    engine.onEvent((event) => {
      if (event.kind === 'log' && event.level !== 'info')
        report(`${severityText(event.level)}: ${event.message}`)
    })
    return engine
  }
  const engine = start({})
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
    return await work(engine, start)
  } catch (error) {
    if (error instanceof EngineCommandError) throw new CommandError(problemText(error.problem))
    throw error
  } finally {
    for (const one of started) one.close(true)
  }
}
