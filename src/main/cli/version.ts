/** `gradwire --version --json`: what runs here, for a report. */
import type { EngineEntry } from '../engine-link/engine-entry'
import { withEngine } from './engine'
import { print } from './terminal'
import type { ExitCode } from './terminal'

/** Prints the versions of Gradwire, Node and the backend, with what its kernels run on. */
export function version(gradwire: string, entry: EngineEntry): Promise<ExitCode> {
  return withEngine<ExitCode>(entry, async (engine) => {
    const { backend, version: library, threads, oneDnn, instructions } = await engine.ready
    const here = {
      gradwire,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      backend,
      backend_version: library,
      one_dnn: oneDnn,
      instruction_sets: instructions,
      threads,
    }
    print(JSON.stringify(here, null, 2))
    return 0
  })
}
