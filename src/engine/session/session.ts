/** One page's engine: a compiled document, its training, and the commands that act on them. */
import { dequal } from 'dequal'
import type { Tensor } from '../core/tensor'
import type { BackendInfo as LoadedBackend } from '../backend/index'
import { inputSlots } from '../build/compile'
import { engineCommand } from '../protocol'
import { defaultGenerator } from '../random/generator'
import type {
  BenchResult,
  EngineCommand,
  EngineCommandKind,
  EngineEvent,
  EngineResult,
  OpenResult,
  ParameterTarget,
  RunResult,
  RunState,
  Snapshot,
  TensorResult,
  TrainingOptions,
} from '../protocol'
import { runBench } from './bench'
import { restoreModel } from './checkpoint'
import { readCheckpointFile, readCurves, writeCheckpoint } from './checkpoint-file'
import { freeModel, makeModel, openResult, readDocument, rebuildModel } from '../visited/make-model'
import type { PlannedDocument } from '../visited/make-model'
import type { Model } from '../visited/model'
import { ModelState } from '../visited/model-state'
import { documentRate } from '../visited/optimizers'
import { commandProblem, ProblemError, problemOf } from '../executor/problem'
import { packSamples } from './pack-samples'
import { resultOf, takeWeights, weightsOf } from '../visited/weights'
import { runOnce } from '../visited/run-once'
import { SampleStore, sourceOf } from './sample-store'
import type { Samples } from './sample-store'
import { readTensors } from '../visited/tensor-file'
import type { TensorSnapshot } from '../visited/tensor-snapshot'
import { goalOf } from './stop-control'
import { Trainer } from './trainer'
import type { RunSettings } from './training-run'
import { tell } from '../../words/tell'

export interface SessionHost {
  info: LoadedBackend
  /** Where files for the host lie; null where there is none, and no checkpoint. */
  folder: string | null
  /** Hands tensors over without holding up training; left out, they are handed over at once. */
  give?: (snapshot: TensorSnapshot) => Promise<unknown>
  event: (event: EngineEvent) => void
  frame: (bytes: Uint8Array) => void
}

type Command<K extends EngineCommandKind> = Extract<EngineCommand, { kind: K }>
type Handlers = {
  [K in EngineCommandKind]: (
    command: Command<K>,
  ) => EngineResult<K> | Later | void | Promise<EngineResult<K> | void>
}

/** An answer that comes when it is ready: the commands that follow do not wait for it. */
class Later {
  readonly answer: Promise<unknown>

  constructor(answer: Promise<unknown>) {
    this.answer = answer
    answer.catch(() => undefined)
  }
}

const DEFAULT_BENCH_STEPS = 20
/** Commands that are done when training rests again. */
const MOVES: ReadonlySet<EngineCommandKind> = new Set(['step', 'advance', 'runTo'])

/** Does commands in the order in which they come, each between two training steps; a pause does not wait for others. */
export class Session {
  private readonly host: SessionHost
  private readonly trainer: Trainer
  private readonly samples = new SampleStore()
  private model: Model | null = null
  private opened: OpenResult | null = null
  /** What was configured since the document came with its training part; holds for every later run. */
  private configured: TrainingOptions = {}
  /** What holds for the current run alone. */
  private ofRun: TrainingOptions = {}
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
    breakpoints: ({ breakpoints }) => this.trainer.stops.replace(breakpoints),
    advance: (command) => this.advance(command),
    runTo: (command) => this.runTo(command),
    change: ({ values }) => this.trainer.change(values),
    tensor: (command) => this.tensor(command),
    snapshot: () => this.snapshot(),
    weights: () => this.give(weightsOf(this.current())),
    samples: async () => {
      const { slots } = this.current().compiled
      return packSamples(await this.samples.for(slots), slots)
    },
    loadWeights: ({ weights, mode }) => {
      this.trainer.giveUp()
      return takeWeights(this.current(), weights, mode)
    },
    checkpoint: () => this.checkpoint(),
    restore: ({ file }) => this.restore(file),
    useInputs: ({ inputs }) => this.samples.useInputs(inputs),
    run: (command) => this.runOnce(command),
    result: () => this.give(resultOf(this.current(), this.trainer.losses)),
    bench: (command) => this.bench(command),
  }

  constructor(host: SessionHost) {
    this.host = host
    this.trainer = new Trainer(host)
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
    return handler(command)
  }

  private async open({ document: value, fresh = false }: Command<'open'>): Promise<OpenResult> {
    const planned = readDocument(value)
    // Settings that a person edits in the document count more than what a command once overrode.
    if (!dequal(planned.document.training, this.model?.document.training)) this.forgetOverrides()
    // Samples may take long to load, or not be there; training goes on as it was until they are.
    const samples = this.trainer.run && !fresh ? await this.samples.for(inputSlots(planned.plan)) : null
    this.trainer.giveUp()
    const { model, kept } = fresh || !this.model ? this.afresh(planned) : rebuildModel(planned, this.model)
    this.model = model
    model.compiled.hooks.say = this.trainer.print
    if (samples && this.trainer.run) this.goOn(model, samples)
    else {
      if (fresh) this.trainer.clear()
      this.trainer.flow.clear()
      this.trainer.end('ready')
    }
    this.applyRate()
    this.opened = openResult(model, kept)
    await this.preview()
    return this.opened
  }

  /** Lets the run go on in an edited net; the old one is gone, so a run that cannot go on ends with the reason. */
  private goOn(model: Model, samples: Samples): void {
    try {
      this.trainer.exchange(model, this.settings(), samples)
    } catch (error) {
      this.trainer.fail(error)
    }
  }

  private afresh(planned: PlannedDocument): { model: Model; kept: Set<string> } {
    const model = makeModel(planned)
    if (this.model) freeModel(this.model)
    return { model, kept: new Set() }
  }

  /** Before any training, probes see the first batch. */
  private async preview(): Promise<void> {
    const { model, trainer } = this
    if (!model?.compiled.hasLoss || trainer.state !== 'ready' || trainer.flow.current || trainer.board.empty)
      return
    try {
      trainer.preview(model, this.settings(), await this.samples.for(model.compiled.slots))
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

  private async advance({ unit, how = 'over' }: Command<'advance'>): Promise<void> {
    await this.beginOrTune({})
    this.trainer.goInside(goalOf(unit, how, this.trainer.stop))
  }

  private async runTo({ path, place, pass }: Command<'runTo'>): Promise<void> {
    await this.beginOrTune({})
    this.trainer.go(null, { kind: 'place', path, place, pass })
  }

  /** Goes on with the run that there is, or begins one. */
  private async beginOrTune(options: TrainingOptions): Promise<void> {
    const model = this.current()
    const { state } = this.trainer
    if (state === 'running' || state === 'paused' || state === 'stopped') return this.tune(options)
    const samples = await this.samples.for(model.compiled.slots)
    this.ofRun = defined(options)
    const settings = this.settings()
    // An earlier run may have had a rate of its own.
    this.setRate(settings.lr ?? documentRate(model.document.training.optimizer))
    this.trainer.begin(model, settings, samples)
  }

  private stop(): void {
    this.trainer.lookAhead()
    if (this.model) this.trainer.end('ready')
    this.ofRun = {}
  }

  private reset(): Promise<void> {
    this.trainer.giveUp()
    const { model, kept } = this.afresh(this.current())
    this.model = model
    model.compiled.hooks.say = this.trainer.print
    this.forgetOverrides()
    this.opened = openResult(model, kept)
    this.trainer.clear()
    this.trainer.end('ready')
    return this.preview()
  }

  private configure(options: TrainingOptions): Promise<void> {
    this.configured = { ...this.configured, ...defined(options) }
    return this.tune(options)
  }

  /** Changes the settings of the current run, if there is one. */
  private async tune(options: TrainingOptions): Promise<void> {
    this.ofRun = { ...this.ofRun, ...defined(options) }
    this.applyRate()
    const { model } = this
    if (!model || !this.trainer.run) return
    const { lr: _, ...others } = defined(options)
    if (Object.keys(others).length > 0)
      this.trainer.exchange(model, this.settings(), await this.samples.for(model.compiled.slots))
  }

  private tensor({ target, direction }: Command<'tensor'>): TensorResult {
    if (target.kind === 'parameter') return this.parameter(target, direction)
    const kept = this.trainer.flow.lane(target)
    const value = kept?.lane[direction]
    if (!value && this.trainer.state === 'stopped') throw notYet()
    if (!kept) throw nothingKept(this.trainer.state)
    if (!value)
      throw new ProblemError({
        message: tell(
          'engine.no_gradient_flows_here_what',
          'No gradient flows here: what comes from data needs none, as in PyTorch.',
        ),
      })
    return { step: kept.step, ...valuesOf(value) }
  }

  /** A parameter's value, or `grad` as it has added up so far. */
  private parameter({ path, node, name }: ParameterTarget, direction: 'forward' | 'backward'): TensorResult {
    const { compiled } = this.current()
    const found = compiled.parameters.find(
      (info) => info.node === node && info.name === name && dequal(info.path, path),
    )
    if (!found)
      throw new ProblemError({
        message: tell('engine.no_parameter_here', "There is no parameter '{{name}}' here.", { name }),
        remedy: tell('engine.open_document_again', 'Open the document again.'),
      })
    const parameter = compiled.net.getParameter(found.key)
    const value = direction === 'forward' ? parameter : parameter.grad
    if (!value) throw notYet()
    return { step: this.trainer.progress.step, ...valuesOf(value) }
  }

  private snapshot(): Snapshot {
    const { progress, points, stop } = this.trainer
    const { metrics, epochs, fit } = points
    return { progress, metrics, epochs, fit, opened: this.opened, stop }
  }

  /** What it holds is as it is now; it is written after earlier ones, while training goes on. */
  private checkpoint(): Later {
    const { trainer } = this
    return new Later(trainer.betweenSteps(() => writeCheckpoint(this.folder(), this.current(), trainer)))
  }

  private async restore(file: string): Promise<void> {
    const model = this.current()
    const checkpoint = await readCheckpointFile(this.folder(), file)
    const { run } = checkpoint
    const samples = run && (await this.samples.for(model.compiled.slots))
    const curves = await readCurves(checkpoint, this.trainer)
    this.trainer.giveUp()
    restoreModel(model, checkpoint)
    if (run) this.ofRun = defined(run.settings)
    this.applyRate()
    if (run && samples) this.trainer.restore(model, run, samples, curves)
  }

  private give(snapshot: TensorSnapshot): Later | Uint8Array {
    return this.host.give ? new Later(this.host.give(snapshot)) : snapshot.bytes()
  }

  private folder(): string {
    if (this.host.folder !== null) return this.host.folder
    throw new ProblemError({
      message: tell('engine.engine_has_no_folder', 'This engine has no folder for checkpoints.'),
      remedy: tell('engine.start_engine_with_folder', 'Start the engine with a folder.'),
    })
  }

  private async runOnce({ inputs, mode, grad }: Command<'run'>): Promise<RunResult> {
    const { compiled } = this.current()
    const source = inputs
      ? sourceOf(readTensors(inputs), compiled.slots)
      : (await this.samples.for(compiled.slots)).train
    const count = inputs ? source.count : Math.min(this.settings().batchSize, source.count)
    // A look changes nothing: running statistics, gradients and random numbers are those of the training.
    const state = new ModelState(this.current())
    try {
      return runOnce(compiled, () => source.batch(0, count), { mode, grad })
    } finally {
      state.putBack()
      state.free()
    }
  }

  private async bench({ batch, steps, probes, profile = false }: Command<'bench'>): Promise<BenchResult> {
    const generator = defaultGenerator.getState()
    const model = makeModel(this.current())
    const { train } = await this.samples.for(model.compiled.slots)
    const settings = { ...this.settings(), batchSize: batch ?? this.settings().batchSize }
    const { backend, threads } = this.host.info
    const options = {
      steps: steps ?? DEFAULT_BENCH_STEPS,
      probes: probes ?? 'none',
      profile,
      backend,
      threads,
    }
    try {
      return runBench(model, settings, { train, heldOut: null }, options)
    } finally {
      freeModel(model)
      defaultGenerator.setState(generator)
    }
  }

  private current(): Model {
    if (this.model) return this.model
    throw new ProblemError({
      message: tell('engine.no_graph_is_open_in', 'No graph is open in the engine.'),
      remedy: tell('engine.open_one_first', 'Open one first.'),
    })
  }

  /** The document's training part with what was overridden since. */
  private settings(): RunSettings {
    const { training } = this.current().document
    const { epochs, steps, batchSize, seed, shuffle, lr } = this.overrides()
    return {
      batchSize: batchSize ?? training.batch_size,
      epochs: epochs ?? training.epochs,
      steps: steps ?? null,
      shuffle: shuffle ?? true,
      seed: seed ?? training.seed,
      lr: lr ?? null,
    }
  }

  private overrides(): TrainingOptions {
    return { ...this.configured, ...this.ofRun }
  }

  private forgetOverrides(): void {
    this.configured = {}
    this.ofRun = {}
  }

  private applyRate(): void {
    const { lr } = this.overrides()
    if (lr === undefined) return
    if (this.trainer.run) this.trainer.run.setRate(lr)
    else this.setRate(lr)
  }

  private setRate(rate: number): void {
    for (const group of this.model?.optimizer?.paramGroups ?? []) group.lr = rate
  }
}

/** Most steps of a run leave nothing: only those are kept that a probe is due for. */
function nothingKept(state: RunState): ProblemError {
  if (state === 'running')
    return new ProblemError({
      message: tell('engine.nothing_is_kept_here', 'Nothing that flowed here is kept while training runs.'),
      remedy: tell('engine.open_wire_or_pause', 'Open the wire to watch it, or pause.'),
    })
  return new ProblemError({
    message: tell('engine.nothing_has_flowed_here_yet', 'Nothing has flowed here yet.'),
    remedy: tell('engine.do_training_step_first', 'Do a training step first.'),
  })
}

function valuesOf(value: Tensor): { shape: number[]; values: Float32Array } {
  return { shape: [...value.shape], values: Float32Array.from(value.data()) }
}

function notYet(): ProblemError {
  return new ProblemError({
    message: tell('engine.not_yet', 'Not yet: the step has not come here.'),
    remedy: tell('engine.go_on_to_see', 'Go on until it has.'),
  })
}

/** What is said in options or in the settings of a run. */
function defined(options: Partial<Record<keyof TrainingOptions, unknown>>): TrainingOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  )
}
