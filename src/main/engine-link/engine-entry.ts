/** Where the programs lie that a program of ours starts: the engine's process, and the threads that read other programs' files and draw pictures. */
import { fileURLToPath } from 'node:url'

export interface ProgramEntry {
  path: string
  /** Arguments for Node. */
  execArgv: string[]
}

export type EngineEntry = ProgramEntry

/**
 * The engine beside a built entry (`out/main/engine.js`), or its source when the entry itself runs from source.
 *
 * - `entryUrl`: `import.meta.url` of the program's entry file.
 */
export function engineEntry(entryUrl: string): EngineEntry {
  return programEntry(entryUrl, 'engine', '../../engine/host.ts')
}

/** The same for the thread that reads files, `out/main/reader.js`. */
export function readerEntry(entryUrl: string): ProgramEntry {
  return programEntry(entryUrl, 'reader', '../files/reader-thread.ts')
}

/** The same for the thread that draws pictures, `out/main/drawer.js`. */
export function drawerEntry(entryUrl: string): ProgramEntry {
  return programEntry(entryUrl, 'drawer', '../export/drawing-thread.ts')
}

function programEntry(entryUrl: string, built: string, source: string): ProgramEntry {
  if (entryUrl.endsWith('.ts'))
    return {
      path: fileURLToPath(new URL(source, entryUrl)),
      execArgv: ['--import', import.meta.resolve('tsx')],
    }
  return { path: fileURLToPath(new URL(`./${built}.js`, entryUrl)), execArgv: [] }
}
