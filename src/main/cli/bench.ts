/** `gradwire bench`: how long a training step and a forward pass take. */
import type { BenchResult, Spread } from '../../engine/protocol'
import { withEngine } from './engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { loadGraph } from './graph-file'
import { profileText } from './profile-text'
import { print } from './terminal'
import type { ExitCode } from './terminal'

export interface BenchArguments {
  batch?: number
  steps?: number
  probes: 'none' | 'all'
  profile?: boolean
  json?: boolean
}

/** Runs the command. Errors: a graph that is wrong or cannot train. */
export async function bench(file: string, options: BenchArguments, entry: EngineEntry): Promise<ExitCode> {
  const { document } = await loadGraph(file)
  return withEngine<ExitCode>(entry, async (engine) => {
    await engine.request({ kind: 'open', document })
    const { batch, steps, probes, profile } = options
    const result = await engine.request({ kind: 'bench', batch, steps, probes, profile })
    print(options.json ? JSON.stringify(result) : benchText(result))
    return 0
  })
}

function benchText(result: BenchResult): string {
  const threads = `${result.threads} ${result.threads === 1 ? 'thread' : 'threads'}`
  return [
    `Backend ${result.backend}, ${threads}, batch ${result.batch}`,
    `training step  ${spread(result.ms_per_step)}`,
    `forward pass   ${spread(result.ms_forward)}`,
    ...(result.profile ? ['', profileText(result.profile)] : []),
  ].join('\n')
}

function spread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} ms (${min.toFixed(2)} to ${max.toFixed(2)})`
}
