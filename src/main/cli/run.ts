/** `gradwire run`: one pass, with every node's output and, when asked, every gradient written. */
import { tell } from '../../words/tell'
import { withEngine } from './engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { loadGraph } from './graph-file'
import { checkGiven, readInputs, readTensors } from './input-file'
import { loadWeights, weightsPath } from './load-weights'
import { checkOutputPath, writeOutput } from './output-file'
import { shownPath } from './paths'
import { print } from './terminal'
import type { ExitCode } from './terminal'

export interface RunArguments {
  weights?: string
  fitting?: boolean
  inputs?: string
  mode: 'train' | 'eval'
  grad: boolean
  out: string
}

/** Runs the command. Errors: anything wrong with the graph, the inputs, the weights or the output path. */
export async function run(file: string, options: RunArguments, entry: EngineEntry): Promise<ExitCode> {
  const { runnable: document } = await loadGraph(file)
  const path = await weightsPath(options.weights, file, document)
  await checkOutputPath(options.out, [file, path, options.inputs])
  const weights = path === undefined ? undefined : await readTensors(path)
  const inputs = options.inputs === undefined ? undefined : await readInputs(options.inputs)
  return withEngine<ExitCode>(entry, async (engine) => {
    await engine.request({ kind: 'open', document })
    engine.onEvent((event) => {
      if (event.kind === 'log' && event.printed) print(event.message)
    })
    await loadWeights(engine, weights, path, options.fitting)
    checkGiven(document, options.inputs)
    const { mode, grad } = options
    const { tensors, loss } = await engine.request({ kind: 'run', inputs, mode, grad })
    await writeOutput(options.out, tensors)
    const out = shownPath(options.out, 'stdout')
    print(
      loss === null
        ? tell('cli.wrote', 'Wrote {{out}}.', { out })
        : tell('cli.wrote_with_loss', 'Wrote {{out}}. Loss {{loss}}.', {
            out,
            loss: Number(loss.toPrecision(6)),
          }),
    )
    return 0
  })
}
