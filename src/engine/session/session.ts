/** One page's engine: a compiled document, its training, and the commands that act on them. */
import { dequal } from 'dequal'
import { inputSlots } from '../../graph/plan/input-slots'
import { hasLoss } from '../../graph/plan/questions'
import type { Executor, MakeExecutor, TensorFile } from '../executor/executor'
import { readDocument } from '../executor/planned-document'
import type { PlannedDocument } from '../executor/planned-document'
import { nothingOpen, ProblemError, problemOf } from '../executor/problem'
import { engineCommand } from '../protocol'
import type {
  BackendInfo,
  ByHandResult,
  EngineCommand,
  EngineCommandKind,
  EngineEvent,
  EngineResult,
  OpenResult,
  Snapshot,
  TrainingOptions,
} from '../protocol'
import { ablated } from './ablated'
import { attended } from './attended'
import { changeTensor, listParameters, putBack as putChangesBack } from './by-hand'
import { readCheckpointFile, readCurves, writeCheckpoint } from './checkpoint-file'
import { commandProblem } from './command-problem'
import { Later } from './later'
import { packSamples } from './pack-samples'
import { passByHand, passesJudged, passesTimed, passOnce } from './passes'
import { ranked } from './ranked-samples'
import type { PassScene } from './passes'
import { readTensor, readUsedParameter } from './read-tensor'
import { defined, RunOptions } from './run-options'
import { runResult } from './run-result'
import { SampleStore } from './sample-store'
import type { Samples } from './sample-store'
import { goalOf } from './stop-control'
import { noStopInside } from './stop-problems'
import { Trainer } from './trainer'
import { Trials } from './trials'
import type { RunSettings } from './training-run'
import { tell } from '../../words/tell'

export interface SessionHost {
  info: BackendInfo
  /** Makes who runs the plan. */
  executor: MakeExecutor
  /** Where files for the host lie. */
  folder: string
  /** Hands tensors over without holding up training; left out, they are handed over at once. */
  give?: (file: TensorFile) => Promise<unknown>
  event: (event: EngineEvent) => void
  frame: (bytes: Uint8Array) => void
  /** Does what no answer waits for, in so many milliseconds; left out, it is done at once. */
  later?: (work: () => void, milliseconds: number) => void
}

type Command<K extends EngineCommandKind> = Extract<EngineCommand, { kind: K }>
type Handlers = {
  [K in EngineCommandKind]: (
    command: Command<K>,
  ) => EngineResult<K> | Later | void | Promise<EngineResult<K> | void>
}

/** Commands that are done when training rests again. */
const MOVES: ReadonlySet<EngineCommandKind> = new Set(['step', 'advance', 'runTo'])
/** Commands that ask for nothing of what flowed: they do not wait for it to be looked at. */
const BLIND: ReadonlySet<EngineCommandKind> = new Set([
  ...MOVES, 'train', 'pause', 'ack', 'breakpoints', 'parameters', 'checkpoint', 'weights', 'result',
]) // prettier-ignore

/** Does commands in the order in which they come, each between two training steps; a pause does not wait for others. */
export class Session {
  private readonly host: SessionHost
  private readonly trainer: Trainer
  private readonly samples = new SampleStore()
  private readonly executor: Executor
  private planned: PlannedDocument | null = null
  private opened: OpenResult | null = null
  private readonly trials = new Trials()
  private readonly options = new RunOptions()
  private queue: Promise<unknown> = Promise.resolve()

  private readonly handlers: Handlers = {
    open: (command) => this.open(command),
    train: ({ options }) => this.train(options ?? {}, null),
    pause: () => this.trainer.pause(),
    step: ({ count = 1 }) => this.train({}, count),
    stop: () => this.stop(),
    reset: () => this.reset(),
    configure: ({ options }) => this.configure(options),
    probes: ({ probes, rate = 10 }) => {
      this.trainer.board.replace(probes, rate)
      this.trainer.flow.watch(this.trainer.board.watched)
      this.trainer.showLastStep()
      return this.preview()
    },
    ack: ({ probes }) => {
      this.trainer.board.acknowledge(probes)
      this.trainer.showLastStep()
    },
    breakpoints: ({ breakpoints }) => {
      if (breakpoints.some(({ enabled }) => enabled !== false)) this.mustStopInside()
      this.trainer.stops.replace(breakpoints)
    },
    advance: (command) => this.advance(command),
    runTo: (command) => this.runTo(command),
    change: ({ values }) => this.trainer.change(values),
    changeTensor: (command) => this.changedByHand(() => changeTensor(this.trainer, command)),
    putBack: (command) => this.changedByHand(() => putChangesBack(this.trainer, command)),
    parameters: (command) => {
      this.running()
      return listParameters(this.trainer, command)
    },
    tensor: (command) => readTensor(this.trainer, command),
    usedParameter: ({ target }) => readUsedParameter(this.trainer, target),
    snapshot: () => this.snapshot(),
    weights: () => this.give(this.running().weights()),
    samples: async () => {
      const slots = this.slots()
      return packSamples(await this.samples.for(slots), slots)
    },
    loadWeights: async ({ weights, mode }) => {
      this.trainer.giveUp()
      const report = this.running().loadWeights(weights, mode)
      // What flowed with other weights is nothing of these.
      this.trainer.lookAfresh()
      await this.preview()
      return report
    },
    checkpoint: () => this.checkpoint(),
    restore: ({ file }) => this.restore(file),
    useInputs: ({ inputs }) => this.samples.useInputs(inputs),
    run: (command) => passOnce(this.scene(), command),
    evaluate: (command) => passesJudged(this.scene(), command),
    rank: (command) => ranked(this.scene(), command),
    attention: (command) => attended(this.scene(), command),
    ablate: (command) => ablated(this.scene(), command, this.trainer.state),
    byHand: (command) => this.byHand(command),
    endByHand: () => {
      this.trainer.flow.endByHand()
      this.trainer.showLastStep()
    },
    result: () => {
      this.running()
      return new Later(runResult(this.trainer).then((file) => this.given(file)))
    },
    bench: (command) => passesTimed(this.scene(), command, this.host.info),
    trial: ({ milliseconds, options = {} }) => {
      const settings = this.options.over(this.current().document.training, options)
      return this.trials.time({ ...this.scene(), settings }, this.opened!.parameters, milliseconds)
    },
  }

  constructor(host: SessionHost) {
    this.host = host
    this.trainer = new Trainer(host)
    this.executor = this.trainer.executor
  }

  /** Does one command. Errors: {@link ProblemError} and what the engine throws; the session goes on after each. */
  async handle<K extends EngineCommandKind>(command: Command<K>): Promise<EngineResult<K>>
  async handle(command: unknown): Promise<unknown>
  async handle(command: unknown): Promise<unknown> {
    const parsed = engineCommand.safeParse(command)
    if (!parsed.success) throw new ProblemError(commandProblem(parsed.error))
    if (this.actsAtOnce(parsed.data.kind)) return this.dispatch(parsed.data) ?? null
    const done = this.queue.then(() => this.dispatch(parsed.data))
    this.queue = done.catch(() => undefined)
    const result = await done
    // The steps themselves run outside the queue, so that a pause can come between.
    if (MOVES.has(parsed.data.kind)) await this.trainer.resting
    return (result instanceof Later ? await result.answer : result) ?? null
  }

  /** What need not wait for a command that loads samples. */
  private actsAtOnce(kind: EngineCommandKind): boolean {
    return kind === 'ack' || (kind === 'pause' && this.trainer.state === 'running')
  }

  private dispatch(command: EngineCommand): unknown {
    const handler = this.handlers[command.kind] as (command: EngineCommand) => unknown
    if (!BLIND.has(command.kind)) this.trainer.look()
    if (command.kind !== 'trial') this.trials.end()
    return handler(command)
  }

  private async open({ document: value, fresh = false }: Command<'open'>): Promise<OpenResult> {
    const planned = readDocument(value)
    // Settings that a person edits in the document count more than what a command once overrode.
    if (!dequal(planned.document.training, this.planned?.document.training)) this.options.forget()
    // Samples may take long to load, or not be there; training goes on as it was until they are.
    const samples = this.trainer.run && !fresh ? await this.samples.for(inputSlots(planned.plan)) : null
    this.trainer.giveUp()
    const opened = this.exchange(planned, fresh)
    if (samples && this.trainer.run) this.goOn(planned, samples)
    else {
      if (fresh) this.trainer.clear()
      this.trainer.flow.clear()
      this.trainer.end('ready')
    }
    this.applyRate()
    await this.preview()
    return opened
  }

  /** The net of a plan in the place of the one before. */
  private exchange(planned: PlannedDocument, fresh: boolean): OpenResult {
    const net = this.executor.open(planned, { fresh })
    this.planned = planned
    this.opened = { ...net, capabilities: this.executor.capabilities }
    return this.opened
  }

  /** Lets the run go on in an edited net; the old one is gone, so a run that cannot go on ends with the reason. */
  private goOn({ plan }: PlannedDocument, samples: Samples): void {
    try {
      this.trainer.exchange(plan, this.settings(), samples)
      this.trainer.lookAfresh()
    } catch (error) {
      this.trainer.fail(error)
    }
  }

  /** What flows before any training is what the net gives now. */
  private async changedByHand<T>(change: () => T): Promise<T> {
    this.running()
    const result = change()
    if (this.trainer.state === 'ready') {
      this.trainer.flow.clear()
      await this.preview()
    }
    return result
  }

  /** Before any training, probes see the first batch. */
  private async preview(): Promise<void> {
    const { planned, trainer } = this
    if (!planned || trainer.state !== 'ready' || trainer.flow.hasStep || trainer.board.empty) return
    if (!hasLoss(planned.plan)) return
    try {
      trainer.preview(this.settings(), await this.samples.for(this.slots()))
    } catch (error) {
      // What is wrong with the data is told where it is wanted: when training starts.
      trainer.log(
        'info',
        tell('engine.nothing_flows_yet', 'Nothing flows yet: {{message}}', {
          message: problemOf(error).message,
        }),
      )
    }
  }

  private async train(options: TrainingOptions, steps: number | null): Promise<void> {
    await this.beginOrTune(options)
    this.trainer.go(steps)
  }

  private async advance(command: Command<'advance'>): Promise<void> {
    this.mustStopInside()
    await this.beginOrTune({})
    this.trainer.goInside(goalOf(command, this.trainer.stop))
  }

  private async runTo({ path, place, pass }: Command<'runTo'>): Promise<void> {
    this.mustStopInside()
    await this.beginOrTune({})
    // After the update nothing comes while gradients still add up.
    const within = pass === 'after_step' ? (this.current().document.training.accumulate ?? 1) : 1
    this.trainer.go(null, { kind: 'place', path, place, pass, within })
  }

  /** Errors: steps are taken as a whole. */
  private mustStopInside(): void {
    if (!this.executor.capabilities.stopInside) throw noStopInside()
  }

  /** Goes on with the run that there is, or begins one. */
  private async beginOrTune(options: TrainingOptions): Promise<void> {
    const { plan } = this.current()
    const { state } = this.trainer
    if (state === 'running' || state === 'paused' || state === 'stopped') return this.tune(options)
    const samples = await this.samples.for(this.slots())
    this.options.beginRun(options)
    this.trainer.begin(plan, this.settings(), samples)
  }

  private stop(): void {
    if (this.planned) this.trainer.end('ready', { looks: true })
    this.options.beginRun({})
  }

  private reset(): Promise<void> {
    this.trainer.giveUp()
    this.exchange(this.current(), true)
    this.options.forget()
    this.trainer.clear()
    this.trainer.end('ready')
    return this.preview()
  }

  private configure(options: TrainingOptions): Promise<void> {
    this.options.configure(options)
    return this.tune(options)
  }

  /** Changes the settings of the current run, if there is one. */
  private async tune(options: TrainingOptions): Promise<void> {
    this.options.tune(options)
    this.applyRate()
    if (!this.planned || !this.trainer.run) return
    const { lr: _, ...others } = defined(options)
    if (Object.keys(others).length > 0)
      this.trainer.exchange(this.planned.plan, this.settings(), await this.samples.for(this.slots()))
  }

  private snapshot(): Snapshot {
    const { progress, record, stop, stops } = this.trainer
    const { metrics, epochs, fit } = record.points
    return {
      progress,
      metrics,
      epochs,
      fit,
      opened: this.opened,
      capabilities: this.executor.capabilities,
      stop,
      hits: stops.hits,
      notFinite: record.notFinite,
      byHand: this.trainer.flow.byHand,
      changes: this.executor.tensors?.changes ?? [],
      way: record.way,
    }
  }

  /** What it holds is as it is now; it is written after earlier ones, while training goes on. */
  private checkpoint(): Later {
    const { trainer, host } = this
    this.running()
    return new Later(trainer.betweenSteps(() => writeCheckpoint(host.folder, trainer)))
  }

  private async restore(file: string): Promise<void> {
    const { plan } = this.current()
    const checkpoint = await readCheckpointFile(this.host.folder, file)
    const { run } = checkpoint
    const samples = run && (await this.samples.for(this.slots()))
    const curves = await readCurves(checkpoint, this.trainer)
    const putBack = this.executor.readState(checkpoint.executor.state, checkpoint.executor.tensors)
    this.trainer.giveUp()
    putBack()
    if (!run || !samples) {
      this.trainer.clear()
      if (checkpoint.curves) this.trainer.record.resume(curves)
      this.trainer.end('ready')
      return this.preview()
    }
    this.options.beginRun(run.settings)
    this.trainer.restore(plan, run, samples, curves)
    this.applyRate()
  }

  private give(file: TensorFile): Later | Uint8Array {
    const given = this.given(file)
    return given instanceof Uint8Array ? given : new Later(given)
  }

  private given(file: TensorFile): Promise<unknown> | Uint8Array {
    return this.host.give ? this.host.give(file) : file.bytes()
  }

  private async byHand(command: Command<'byHand'>): Promise<ByHandResult> {
    const scene = this.scene()
    if (this.trainer.state === 'running') throw runsNow()
    const result = await passByHand(scene, command)
    this.trainer.showLastStep()
    return result
  }

  /** What a pass needs. Errors: nothing is open. */
  private scene(): PassScene {
    const { executor, samples } = this
    const { plan } = this.current()
    return { executor, plan, slots: inputSlots(plan), samples, settings: this.settings() }
  }

  /** What the net takes. Errors: nothing is open. */
  private slots(): PassScene['slots'] {
    return inputSlots(this.current().plan)
  }

  /** Who runs what is open. Errors: nothing is. */
  private running(): Executor {
    this.current()
    return this.executor
  }

  private current(): PlannedDocument {
    if (this.planned) return this.planned
    throw nothingOpen()
  }

  /** The document's training part with what was overridden since. */
  private settings(): RunSettings {
    return this.options.over(this.current().document.training)
  }

  private applyRate(): void {
    const { lr } = this.options.all
    if (lr !== undefined) this.trainer.run?.setRate(lr)
  }
}

function runsNow(): ProblemError {
  return new ProblemError({
    message: tell('engine.training_runs', 'Training runs.'),
    remedy: tell('engine.pause_first', 'Pause it first.'),
  })
}
