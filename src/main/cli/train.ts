/** `gradwire train`: trains and writes the loss curve and the final weights. */
import { resolve } from 'node:path'
import { tell } from '../../words/tell'
import type { GraphDocument } from '../../graph/document/document'
import { formatFinding } from '../../graph/document/finding'
import type { Inference } from '../../graph/infer/inference'
import { pytorchStateDict } from '../../graph/export/pytorch/state-dict'
import { planGraph } from '../../graph/plan/make-plan'
import type { ModulePlan } from '../../graph/plan/plan'
import type { TrainingOptions } from '../../engine/protocol'
import { breakpointOf } from './break-option'
import type { BreakOption } from './break-option'
import { ConsoleRun } from './console-run'
import { withEngine } from './engine'
import type { StartOther } from './engine'
import type { EngineClient } from '../engine-link/engine-client'
import type { EngineEntry } from '../engine-link/engine-entry'
import { chooseThreads, ONE_THREAD, whyThreads } from '../engine-link/thread-choice'
import { loadGraph } from './graph-file'
import { checkGiven, readInputs, readTensors } from './input-file'
import { loadWeights } from './load-weights'
import { checkOutputPath, writeOutput } from './output-file'
import { shownPath } from './paths'
import type { Setting } from './set-option'
import { CommandError, report } from './terminal'
import type { ExitCode } from './terminal'

export interface TrainArguments {
  weights?: string
  fitting?: boolean
  inputs?: string
  /** What is otherwise than in the graph. */
  set?: Setting[]
  /** Tensors that the trained net is judged on. */
  test?: string
  steps?: number
  epochs?: number
  shuffle: boolean
  seed?: number
  json?: boolean
  break?: BreakOption
  /** This or the next is needed where nothing breaks. */
  out?: string
  /** Where the weights alone go, by the keys of a state_dict. */
  weightsOut?: string
}

/** Runs the command. Errors: anything wrong with the graph, the data, the weights, the place to break at or the output path. */
export async function train(file: string, options: TrainArguments, entry: EngineEntry): Promise<ExitCode> {
  const { runnable: graph, inference } = await loadGraph(file, options.set)
  const document = seeded(graph, options.seed)
  const { out, weightsOut } = options
  await checkOutputs(file, options)
  const weights = options.weights === undefined ? undefined : await readTensors(options.weights)
  const inputs = options.inputs === undefined ? undefined : await readInputs(options.inputs)
  const test = options.test === undefined ? undefined : await readInputs(options.test)
  return withEngine<ExitCode>(entry, async (first, startOther) => {
    const { backend } = await first.ready
    const { metrics, parameters } = await first.request({ kind: 'open', document })
    if (options.break) {
      const breakpoint = breakpointOf(options.break, planOf(inference), parameters)
      await first.request({ kind: 'breakpoints', breakpoints: [breakpoint] })
    }
    await loadWeights(first, weights, options.weights, options.fitting)
    if (options.test === undefined) checkGiven(document, options.inputs)
    if (inputs) await first.request({ kind: 'useInputs', inputs })
    const scene = {
      document,
      weights,
      mode: options.fitting ? ('fitting' as const) : ('strict' as const),
      inputs,
    }
    const engine = options.break ? first : await quicker(first, trainingOptions(options), scene, startOther)
    const run = new ConsoleRun(engine, metrics, options.json ?? false)
    const end = await run.finish(trainingOptions(options))
    if (end.kind === 'stopped') {
      run.reportStop(end.stop, options.break!)
      return 3
    }
    if (out !== undefined) await writeOutput(out, await engine.request({ kind: 'result' }))
    if (weightsOut !== undefined) {
      const trained = await engine.request({ kind: 'weights' })
      await writeOutput(weightsOut, pytorchStateDict(trained, planOf(inference)))
    }
    const ownSamples = run.steps === 0 && end.kind === 'done'
    if (ownSamples) run.reportEvaluation(await engine.request({ kind: 'evaluate' }))
    if (test) run.reportEvaluation(await engine.request({ kind: 'evaluate', inputs: test }))
    const interrupted = end.kind === 'interrupted'
    const written = [out, weightsOut]
      .filter((path) => path !== undefined)
      .map((path) => shownPath(path, 'stdout'))
    if (interrupted) report(interruptedText(run.steps, written))
    run.reportEnd(backend, written)
    return interrupted ? 130 : 0
  })
}

/** What an engine has before it trains. */
interface Scene {
  document: GraphDocument
  weights: Uint8Array | undefined
  /** Whether all of them must fit. */
  mode: 'strict' | 'fitting'
  inputs: Uint8Array | undefined
}

/** The engine, or one with a single thread that trains the net quicker, which is said. */
async function quicker(
  engine: EngineClient,
  options: TrainingOptions,
  { document, weights, mode, inputs }: Scene,
  startOther: StartOther,
): Promise<EngineClient> {
  const choice = await chooseThreads(engine, options, async () => {
    const other = startOther(ONE_THREAD)
    await other.ready
    await other.request({ kind: 'open', document })
    if (weights) await other.request({ kind: 'loadWeights', weights, mode })
    if (inputs) await other.request({ kind: 'useInputs', inputs })
    return other
  })
  if (!choice || choice.engine === engine) return engine
  report(whyThreads(choice, 1))
  return choice.engine
}

/** Errors: a path that cannot be written, one that the command reads, or twice the same. */
async function checkOutputs(
  file: string,
  { out, weightsOut, weights, inputs, test }: TrainArguments,
): Promise<void> {
  const read = [file, weights, inputs, test]
  if (out !== undefined) await checkOutputPath(out, read)
  if (weightsOut === undefined) return
  await checkOutputPath(weightsOut, read)
  if (out !== undefined && resolve(out) === resolve(weightsOut))
    throw new CommandError(
      tell('cli.same_file_twice', '--out and --weights-out name the same file. Give two.'),
      2,
    )
}

function interruptedText(step: number, written: readonly string[]): string {
  return written.length === 0
    ? tell('train.interrupted_only', 'Interrupted after step {{step}}.', { step })
    : tell(
        'train.interrupted',
        'Interrupted after step {{step}}. What there is was written to {{out, list}}.',
        { step, out: written },
      )
}

/** Errors: what stands in the way of a plan; the graph has been checked before. */
function planOf(inference: Inference): ModulePlan {
  const result = planGraph(inference)
  if (result.kind === 'plan') return result.plan
  throw new CommandError(result.findings.map(formatFinding).join('\n'))
}

function trainingOptions({ steps, epochs, shuffle }: TrainArguments): TrainingOptions {
  return { steps, epochs, shuffle }
}

/** The seed decides the first weights too, so it goes into the document before it is opened. */
function seeded(document: GraphDocument, seed = document.training.seed): GraphDocument {
  return { ...document, training: { ...document.training, seed } }
}
