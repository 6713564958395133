/** Where the engine process's program lies, seen from a program of ours. */
import { fileURLToPath } from 'node:url'

export interface EngineEntry {
  path: string
  /** Arguments for Node. */
  execArgv: string[]
}

/**
 * The engine beside a built entry (`out/main/engine.js`), or its source when the entry itself runs from source.
 *
 * - `entryUrl`: `import.meta.url` of the program's entry file.
 */
export function engineEntry(entryUrl: string): EngineEntry {
  if (entryUrl.endsWith('.ts'))
    return {
      path: fileURLToPath(new URL('../../engine/host.ts', entryUrl)),
      execArgv: ['--import', import.meta.resolve('tsx')],
    }
  return { path: fileURLToPath(new URL('./engine.js', entryUrl)), execArgv: [] }
}
