/** Follows one training run to its end, and prints it on the way. */
import type {
  EngineEvent,
  EpochPoint,
  EvaluationResult,
  MetricInfo,
  MetricPoint,
  MetricValue,
  NotFinite,
  Progress,
  StopInfo,
  TrainingOptions,
} from '../../engine/protocol'
import type { EngineClient } from '../engine-link/engine-client'
import type { BreakOption } from './break-option'
import { CommandError, print, problemText, ProgressBar, report } from './terminal'
import { tell } from '../../words/tell'

/** Ctrl-C, `kill` or a scheduler, and a terminal that is closed: what there is is written. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Who ends a whole group of processes often tells one of them twice. In milliseconds. */
const SAME_REQUEST = 2000

/** How a run came to rest. */
export type End = { kind: 'done' | 'interrupted' } | { kind: 'stopped'; stop: StopInfo }

/** Follows one run to its end and prints it on the way. */
export class ConsoleRun {
  steps = 0
  private readonly engine: EngineClient
  private readonly metrics: readonly MetricInfo[]
  private readonly json: boolean
  private readonly bar = new ProgressBar()
  private progress: Progress | null = null
  private loss: number | null = null
  private lastEpoch: EpochPoint | null = null
  private lr: number | null = null
  /** Accuracy on samples that were held out, of a run without steps. */
  private judged: number | null = null
  /** Steps that were told and are not printed yet. */
  private readonly waiting: MetricPoint[] = []

  constructor(engine: EngineClient, metrics: readonly MetricInfo[], json: boolean) {
    this.engine = engine
    this.metrics = metrics
    this.json = json
  }

  /** Resolves when the run is done, when the person interrupts it, or when it stops at a breakpoint. */
  finish(options: TrainingOptions): Promise<End> {
    return new Promise<End>((resolve, reject) => {
      let problem: string | undefined
      let stop: StopInfo | undefined
      let asked: number | null = null
      const interrupt = (signal: NodeJS.Signals): void => {
        const again = asked !== null && (signal === 'SIGINT' || Date.now() - asked > SAME_REQUEST)
        if (again) process.exit(130)
        if (asked !== null) return
        asked = Date.now()
        this.engine.request({ kind: 'pause' }).then(() => resolve({ kind: 'interrupted' }), reject)
      }
      for (const signal of INTERRUPTS) process.on(signal, interrupt)
      this.engine.onExit((exit) => reject(new CommandError(endedText(exit.signal, this.steps))))
      this.engine.onEvent((event) => {
        this.show(event)
        if (event.kind === 'problem') problem = problemText(event.problem)
        if (event.kind === 'stopped') stop = event.stop
        if (event.kind !== 'progress') return
        if (event.state === 'done') resolve({ kind: 'done' })
        // The steps before were told in between.
        if (event.state === 'stopped' && stop) resolve({ kind: 'stopped', stop })
        if (event.state === 'failed')
          reject(new CommandError(problem ?? tell('train.failed', 'Training failed.')))
      })
      this.engine.request({ kind: 'train', options }).catch(reject)
    }).finally(() => this.bar.clear())
  }

  /** The last line of a run that stopped at a breakpoint: where, and what the value is like. */
  reportStop({ step, at }: StopInfo, { name, pass, condition }: BreakOption): void {
    const { shape = [], statistics } = at.kind === 'value' ? at : {}
    if (this.json) {
      print(JSON.stringify({ event: 'break', step, pass, name, condition, stats: { shape, ...statistics } }))
      return
    }
    const numbers = Object.entries(statistics ?? {}).map(([key, value]) => `${key} ${number(value)}`)
    const place = { step, name, pass, condition }
    print(
      tell('train.stopped', 'Stopped in step {{step}} at {{name}} {{pass}}: {{condition}}. {{numbers}}', {
        ...place,
        numbers: numbers.join('  '),
      }),
    )
  }

  /** What the net says of samples when all is done: those of a test, or without any step its own. */
  reportEvaluation({ of, samples, loss, accuracy, metrics: values }: EvaluationResult): void {
    if (of === 'heldOut') this.judged = accuracy
    const metrics = this.metrics.map(({ id, name }) => [name, values[id] ?? null] as const)
    if (this.json) {
      const event = of === 'inputs' ? 'test' : 'evaluation'
      const on = of === 'heldOut' ? 'held_out' : of
      const told = { event, of: on, samples, loss, accuracy, metrics: Object.fromEntries(metrics) }
      print(JSON.stringify(told))
      return
    }
    const parts = [EVALUATED[of](samples), labelled.loss(loss)]
    if (accuracy !== null)
      parts.push(tell('train.evaluated_accuracy', 'accuracy {{accuracy}}', { accuracy: percent(accuracy) }))
    print(parts.join('  '))
    for (const [name, value] of metrics)
      if (!Array.isArray(value)) print(['', name, number(value)].join('  '))
  }

  /** The last line: totals, and where the result lies. */
  reportEnd(backend: string, written: readonly string[]): void {
    const accuracy = this.lastEpoch?.heldOutAccuracy ?? this.judged
    if (this.json) {
      const metrics = this.metricsOf(this.lastEpoch)
      print(JSON.stringify({ event: 'done', steps: this.steps, loss: this.loss, accuracy, backend, metrics }))
      return
    }
    // What it only evaluated has been said.
    if (this.steps === 0 && written.length === 0) return
    const loss = number(this.loss)
    const held =
      accuracy === null
        ? tell('train.last_loss', 'loss {{loss}} in the last step', { loss })
        : tell(
            'train.loss_and_accuracy',
            'loss {{loss}} in the last step, accuracy {{accuracy}} on held-out samples',
            {
              loss,
              accuracy: percent(accuracy),
            },
          )
    const count = this.steps
    if (written.length === 0)
      print(
        tell(
          'train.done_unwritten',
          {
            one: 'Trained {{count}} step, {{held}}. Nothing was written.',
            other: 'Trained {{count}} steps, {{held}}. Nothing was written.',
          },
          { count, held },
        ),
      )
    else
      print(
        tell(
          'train.done',
          {
            one: 'Trained {{count}} step, {{held}}. Wrote {{out, list}}.',
            other: 'Trained {{count}} steps, {{held}}. Wrote {{out, list}}.',
          },
          { count, held, out: written },
        ),
      )
  }

  private show(event: EngineEvent): void {
    if (event.kind === 'metrics') this.waiting.push(...event.points)
    else if (event.kind === 'epochs') this.showEpochs(event.points)
    else if (event.kind === 'log' && event.printed) this.showPrinted(event.message)
    else if (event.kind === 'notFinite') this.showNotFinite(event.found)
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

  /** On the other stream, so that a script reads what it has always read. */
  private showNotFinite({ message, remedy }: NotFinite): void {
    this.bar.clear()
    report(`${message} ${remedy}`)
  }

  /** What hooks of the document print. */
  private showPrinted(message: string): void {
    this.bar.clear()
    print(this.json ? JSON.stringify({ event: 'print', message }) : message)
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
    const parts = [labelled.epoch(epoch), labelled.step(step), labelled.meanLoss(trainLoss)]
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

const EVALUATED: Readonly<Record<EvaluationResult['of'], (count: number) => string>> = {
  inputs: (count) =>
    tell('train.tested', { one: 'test on {{count}} sample', other: 'test on {{count}} samples' }, { count }),
  heldOut: (count) =>
    tell(
      'train.evaluated_held_out',
      { one: '{{count}} held-out sample', other: '{{count}} held-out samples' },
      { count },
    ),
  train: (count) =>
    tell(
      'train.evaluated_train',
      { one: '{{count}} sample to train on', other: '{{count}} samples to train on' },
      { count },
    ),
}

/** The parts of a line about an epoch. */
const labelled = {
  epoch: (epoch: number) => tell('train.epoch', 'epoch {{epoch}}', { epoch }),
  step: (step: number) => tell('train.step', 'step {{step}}', { step }),
  loss: (loss: number) => tell('train.loss', 'loss {{loss}}', { loss: number(loss) }),
  meanLoss: (loss: number) => tell('train.mean_loss', 'mean loss {{loss}}', { loss: number(loss) }),
  heldOutLoss: (loss: number) =>
    tell('train.held_out_loss', 'held-out loss {{loss}}', { loss: number(loss) }),
  accuracy: (share: number) =>
    tell('train.held_out_accuracy', 'held-out accuracy {{accuracy}}', { accuracy: percent(share) }),
  train: (value: number | null) => tell('train.of_train', 'train {{value}}', { value: number(value) }),
  heldOut: (value: number) => tell('train.of_held_out', 'held-out {{value}}', { value: number(value) }),
}

function number(value: number | null): string {
  return value === null ? tell('train.no_number', 'none') : String(Number(value.toPrecision(6)))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
