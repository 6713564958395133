/** `gradwire bench`: how long a training step and a forward pass take. */
import { tell } from '../../words/tell'
import type { BenchResult, Spread } from '../../engine/protocol'
import { withEngine } from './engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { loadGraph } from './graph-file'
import { columns } from '../../graph/basics/columns'
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
  const { runnable: document } = await loadGraph(file)
  return withEngine<ExitCode>(entry, async (engine) => {
    await engine.request({ kind: 'open', document })
    const { batch, steps, probes, profile } = options
    const result = await engine.request({ kind: 'bench', batch, steps, probes, profile })
    print(options.json ? JSON.stringify(result) : benchText(result))
    return 0
  })
}

function benchText(result: BenchResult): string {
  const { backend, threads, batch } = result
  const times = [
    [tell('bench.training_step', 'training step'), spread(result.ms_per_step)],
    [tell('bench.forward_pass', 'forward pass'), spread(result.ms_forward)],
  ]
  return [
    tell(
      'bench.setup',
      {
        one: 'Backend {{backend}}, {{count}} thread, batch {{batch}}',
        other: 'Backend {{backend}}, {{count}} threads, batch {{batch}}',
      },
      { backend, count: threads, batch },
    ),
    columns(times, 2),
    ...(result.profile ? ['', profileText(result.profile)] : []),
  ].join('\n')
}

function spread({ median, min, max }: Spread): string {
  return tell('bench.spread', '{{median}} ms ({{min}} to {{max}})', {
    median: median.toFixed(2),
    min: min.toFixed(2),
    max: max.toFixed(2),
  })
}
