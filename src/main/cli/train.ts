/** `gradwire train`: trains and writes the loss curve and the final weights. */
import { tell } from '../../words/tell'
import type { GraphDocument } from '../../graph/document/document'
import type {
  EngineEvent,
  EpochPoint,
  MetricInfo,
  MetricPoint,
  MetricValue,
  Progress,
  TrainingOptions,
} from '../../engine/protocol'
import type { EngineClient } from '../engine-link/engine-client'
import { withEngine } from './engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { loadGraph } from './graph-file'
import { readInputs, readTensors } from './input-file'
import { loadWeights } from './load-weights'
import { checkOutputPath, writeOutput } from './output-file'
import { CommandError, print, problemText, ProgressBar, report } from './terminal'
import type { ExitCode } from './terminal'

export interface TrainArguments {
  weights?: string
  inputs?: string
  steps?: number
  epochs?: number
  shuffle: boolean
  seed?: number
  json?: boolean
  out: string
}

/** Runs the command. Errors: anything wrong with the graph, the data, the weights or the output path. */
export async function train(file: string, options: TrainArguments, entry: EngineEntry): Promise<ExitCode> {
  const document = seeded((await loadGraph(file)).document, options.seed)
  await checkOutputPath(options.out, [file, options.weights, options.inputs])
  const weights = options.weights === undefined ? undefined : await readTensors(options.weights)
  const inputs = options.inputs === undefined ? undefined : await readInputs(options.inputs)
  return withEngine<ExitCode>(entry, async (engine) => {
    const { backend } = await engine.ready
    const { metrics } = await engine.request({ kind: 'open', document })
    await loadWeights(engine, weights, options.weights)
    if (inputs) await engine.request({ kind: 'useInputs', inputs })
    const run = new ConsoleRun(engine, metrics, options.json ?? false)
    const interrupted = await run.finish(trainingOptions(options))
    await writeOutput(options.out, await engine.request({ kind: 'result' }))
    if (interrupted)
      report(
        tell('train.interrupted', 'Interrupted after step {{step}}. What there is was written to {{out}}.', {
          step: run.steps,
          out: options.out,
        }),
      )
    run.reportEnd(backend, options.out)
    return interrupted ? 130 : 0
  })
}

function trainingOptions({ steps, epochs, shuffle }: TrainArguments): TrainingOptions {
  return { steps, epochs, shuffle }
}

/** The seed decides the first weights too, so it goes into the document before it is opened. */
function seeded(document: GraphDocument, seed = document.training.seed): GraphDocument {
  return { ...document, training: { ...document.training, seed } }
}

/** Follows one run to its end and prints it on the way. */
class ConsoleRun {
  steps = 0
  private readonly engine: EngineClient
  private readonly metrics: readonly MetricInfo[]
  private readonly json: boolean
  private readonly bar = new ProgressBar()
  private progress: Progress | null = null
  private loss: number | null = null
  private lastEpoch: EpochPoint | null = null
  private lr: number | null = null
  /** Steps that were told and are not printed yet. */
  private readonly waiting: MetricPoint[] = []

  constructor(engine: EngineClient, metrics: readonly MetricInfo[], json: boolean) {
    this.engine = engine
    this.metrics = metrics
    this.json = json
  }

  /** Resolves at the end of the run: false when it is done, true when the person interrupted it. */
  finish(options: TrainingOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let problem: string | undefined
      const interrupt = (): void => {
        process.once('SIGINT', () => process.exit(130))
        this.engine.request({ kind: 'pause' }).then(() => resolve(true), reject)
      }
      process.once('SIGINT', interrupt)
      this.engine.onExit((exit) => reject(new CommandError(endedText(exit.signal, this.steps))))
      this.engine.onEvent((event) => {
        this.show(event)
        if (event.kind === 'problem') problem = problemText(event.problem)
        if (event.kind !== 'progress') return
        if (event.state === 'done') resolve(false)
        if (event.state === 'failed')
          reject(new CommandError(problem ?? tell('train.failed', 'Training failed.')))
      })
      this.engine.request({ kind: 'train', options }).catch(reject)
    }).finally(() => this.bar.clear()) as Promise<boolean>
  }

  /** The last line: totals, and where the result lies. */
  reportEnd(backend: string, out: string): void {
    const accuracy = this.lastEpoch?.heldOutAccuracy ?? null
    if (this.json) {
      const metrics = this.metricsOf(this.lastEpoch)
      print(JSON.stringify({ event: 'done', steps: this.steps, loss: this.loss, accuracy, backend, metrics }))
      return
    }
    const loss = number(this.loss)
    const held =
      accuracy === null
        ? tell('train.loss', 'loss {{loss}}', { loss })
        : tell('train.loss_and_accuracy', 'loss {{loss}}, accuracy {{accuracy}} on held-out samples', {
            loss,
            accuracy: percent(accuracy),
          })
    print(
      tell(
        'train.done',
        {
          one: 'Trained {{count}} step, {{held}}. Wrote {{out}}.',
          other: 'Trained {{count}} steps, {{held}}. Wrote {{out}}.',
        },
        { count: this.steps, held, out },
      ),
    )
  }

  private show(event: EngineEvent): void {
    if (event.kind === 'metrics') this.waiting.push(...event.points)
    else if (event.kind === 'epochs') this.showEpochs(event.points)
    else if (event.kind === 'progress') {
      this.progress = event
      this.showSteps(Infinity)
    }
  }

  /** Steps and the epochs that they end come in events of their own; each epoch is printed after its last step. */
  private showEpochs(points: readonly EpochPoint[]): void {
    for (const point of points) {
      this.showSteps(point.step)
      this.showEpoch(point)
    }
  }

  private showSteps(last: number): void {
    const after = this.waiting.findIndex(({ step }) => step > last)
    for (const point of this.waiting.splice(0, after < 0 ? this.waiting.length : after)) this.showStep(point)
  }

  private showStep(point: MetricPoint): void {
    this.steps = point.step
    this.loss = point.loss
    this.lr = point.lr
    const { step, epoch, loss, accuracy, lr } = point
    if (this.json) print(JSON.stringify({ event: 'step', step, epoch, loss, accuracy, lr }))
    this.bar.update(step, this.progress?.steps ?? step, `${labelled.epoch(epoch)}  ${labelled.loss(loss)}`)
  }

  private showEpoch(point: EpochPoint): void {
    this.lastEpoch = point
    this.bar.clear()
    if (this.json) {
      print(
        JSON.stringify({
          event: 'epoch',
          epoch: point.epoch,
          step: point.step,
          train_loss: point.trainLoss,
          held_out_loss: point.heldOutLoss,
          accuracy: point.heldOutAccuracy,
          lr: this.lr,
          metrics: this.metricsOf(point),
        }),
      )
      return
    }
    const { epoch, step, trainLoss, heldOutLoss, heldOutAccuracy } = point
    const parts = [labelled.epoch(epoch), labelled.step(step), labelled.loss(trainLoss)]
    if (heldOutLoss !== null) parts.push(labelled.heldOutLoss(heldOutLoss))
    if (heldOutAccuracy !== null) parts.push(labelled.accuracy(heldOutAccuracy))
    print(parts.join('  '))
    for (const line of this.metricLines(point)) print(line)
  }

  /** By dotted path, as the document names them. */
  private metricsOf(
    point: EpochPoint | null,
  ): Record<string, { train: MetricValue | null; held_out: MetricValue | null }> {
    return Object.fromEntries(
      this.metrics.map(({ id, name }) => {
        const { train: seen = null, heldOut = null } = point?.metrics[id] ?? {}
        return [name, { train: seen, held_out: heldOut }]
      }),
    )
  }

  /** `accuracy  train 0.91  held-out 0.89`; matrices are for `--json`. */
  private metricLines(point: EpochPoint): string[] {
    return Object.entries(this.metricsOf(point)).flatMap(([name, { train: seen, held_out: heldOut }]) => {
      if (Array.isArray(seen) || Array.isArray(heldOut)) return []
      return [
        ['', name, labelled.train(seen), ...(heldOut === null ? [] : [labelled.heldOut(heldOut)])].join('  '),
      ]
    })
  }
}

function endedText(signal: string | null, step: number): string {
  return signal === null
    ? tell(
        'train.engine_ended',
        'The engine process ended by itself after step {{step}}; nothing was written. Start the training again.',
        { step },
      )
    : tell(
        'train.engine_ended_by_signal',
        'The engine process ended by the signal {{signal}} after step {{step}}; nothing was written. Start the training again.',
        { signal, step },
      )
}

/** The parts of a line about an epoch. */
const labelled = {
  epoch: (epoch: number) => tell('train.epoch', 'epoch {{epoch}}', { epoch }),
  step: (step: number) => tell('train.step', 'step {{step}}', { step }),
  loss: (loss: number) => tell('train.loss', 'loss {{loss}}', { loss: number(loss) }),
  heldOutLoss: (loss: number) =>
    tell('train.held_out_loss', 'held-out loss {{loss}}', { loss: number(loss) }),
  accuracy: (share: number) => tell('train.accuracy', 'accuracy {{accuracy}}', { accuracy: percent(share) }),
  train: (value: number | null) => tell('train.of_train', 'train {{value}}', { value: number(value) }),
  heldOut: (value: number) => tell('train.of_held_out', 'held-out {{value}}', { value: number(value) }),
}

function number(value: number | null): string {
  return value === null ? tell('train.no_number', 'none') : String(Number(value.toPrecision(6)))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
