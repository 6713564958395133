/** One training run: which batch comes next, what a step does, and the evaluation at the end of each epoch. */
import { parameterPlaces, runPass, walkBackward, walkPass } from '../build/compile'
import type { PassResult } from '../build/compile'
import type { Flow } from '../build/flow'
import { TapeBook } from '../build/tape-book'
import type { Place, Visit, Walk } from '../build/visit'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { closeScope, openScope } from '../core/storage'
import type { Tensor } from '../core/tensor'
import type { EpochPoint, MetricPoint, MetricValue, Progress, RunState } from '../protocol'
import { Generator as RandomGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import { Accumulation } from '../visited/accumulation'
import type { BatchSource } from './batch-source'
import { evaluateBatch, hitsOf } from '../visited/evaluate'
import { MetricBook } from '../visited/metric-book'
import type { StoredMetrics } from '../visited/metric-book'
import type { Model } from '../visited/model'
import { ModelState } from '../visited/model-state'
import { ProblemError } from '../executor/problem'
import { documentRate } from '../visited/optimizers'
import type { TrainingOptimizer } from '../visited/optimizers'
import type { Samples } from './sample-store'
import { Schedule } from '../visited/schedule'
import type { StoredSchedule } from '../visited/schedule'
import { tell } from '../../words/tell'

export interface RunSettings {
  batchSize: number
  epochs: number
  /** Stop after this many steps, whatever `epochs` says. */
  steps: number | null
  shuffle: boolean
  seed: number
  /** Learning rate instead of the document's. */
  lr: number | null
}

/** Where a run stands. */
export interface RunPosition {
  /** Steps done. */
  step: number
  /** Epochs done. */
  epoch: number
  /** Batches done in this epoch. */
  batch: number
}

/** Everything that decides how a run goes on; its curves are kept apart. */
export interface StoredRun {
  settings: RunSettings
  position: RunPosition
  order: Int32Array | null
  epochLoss: number
  shuffler: GeneratorState
  metrics: StoredMetrics
  schedule: StoredSchedule | null
}

export type RunUnit =
  | { kind: 'step'; point: MetricPoint }
  /** A batch of the evaluation: nothing to show yet. */
  | { kind: 'evaluating' }
  | { kind: 'epoch'; point: EpochPoint }
  /** A place inside a step, of one that can be stopped. */
  | Visit

/** What a step came to. */
interface Outcome {
  loss: number
  accuracy: number | null
}

/** Gives the place where the tensors of a step are kept; null: nobody looks. */
export type FlowFor = (step: number) => Flow | null

export class TrainingRun {
  readonly model: Model
  private readonly optimizer: TrainingOptimizer
  readonly settings: RunSettings
  readonly samples: Samples
  position: RunPosition = { step: 0, epoch: 0, batch: 0 }
  /** The loss of every step. */
  losses: number[] = []
  /** The order of this epoch's samples; null before it begins, and where they are walked in order. */
  order: Int32Array | null = null
  /** Sum of the losses of this epoch's steps. */
  epochLoss = 0
  readonly shuffler: RandomGenerator
  /** What the order of this epoch was drawn from. */
  private drawnFrom: GeneratorState | null = null
  /** The metric nodes over the steps of this epoch. */
  private metrics = new MetricBook()
  private readonly schedule: Schedule | null
  private readonly accumulation: Accumulation
  private readonly flowFor: FlowFor
  /** Asked at the beginning of each step: whether it stops at visits. */
  stoppable: () => boolean = () => false
  /** While a step that can be stopped is under way: what it began with. */
  stepStart: ModelState | null = null
  private places: Map<Tensor, Place> | null = null

  constructor(model: Model, settings: RunSettings, samples: Samples, flowFor: FlowFor) {
    if (!model.compiled.hasLoss) throw noLoss()
    if (!model.optimizer) throw nothingToLearn()
    if (samples.train.count === 0) throw noSamples()
    this.model = model
    this.optimizer = model.optimizer
    this.settings = settings
    this.samples = samples
    this.shuffler = new RandomGenerator(settings.seed)
    const { training } = model.document
    const rate = settings.lr ?? documentRate(training.optimizer)
    this.accumulation = new Accumulation(training)
    const length = {
      steps: this.accumulation.stepsIn(this.steps),
      epochs: Math.ceil(this.steps / this.stepsPerEpoch),
    }
    this.schedule = Schedule.for(training, model.optimizer, length, rate)
    this.flowFor = flowFor
  }

  /** Takes over where another run stands; in other samples or batches its epoch begins anew. */
  continueFrom(other: TrainingRun): void {
    const same = other.samples === this.samples && other.settings.batchSize === this.settings.batchSize
    this.losses = other.losses
    this.shuffler.setState(other.shuffler.getState())
    this.position = same ? other.position : { ...other.position, batch: 0 }
    this.order = same ? other.order : null
    this.epochLoss = same ? other.epochLoss : 0
    this.metrics = new MetricBook(same ? other.metrics.store() : {})
    if (other.schedule) this.schedule?.resume(other.schedule.store())
  }

  /** Goes on where a checkpoint was taken. Errors: a position or an order that these samples do not have. */
  resume({ position, order, epochLoss, shuffler, metrics, schedule }: StoredRun, losses: number[]): void {
    if (!this.has(position, order)) throw otherSamples()
    Object.assign(this, { position, losses, order, epochLoss })
    this.shuffler.setState(shuffler)
    this.metrics = new MetricBook(metrics)
    if (schedule) this.schedule?.resume(schedule)
  }

  /** Everything that {@link resume} takes. */
  store(): StoredRun {
    const { settings, position, order, epochLoss } = this
    return {
      settings,
      position,
      order,
      epochLoss,
      shuffler: this.shuffler.getState(),
      metrics: this.metrics.store(),
      schedule: this.schedule?.store() ?? null,
    }
  }

  private has({ batch }: RunPosition, order: Int32Array | null): boolean {
    const { count } = this.samples.train
    return (
      batch <= this.stepsPerEpoch &&
      (order === null || (order.length === count && order.every((sample) => sample >= 0 && sample < count)))
    )
  }

  /** Goes on from another learning rate. */
  setRate(rate: number): void {
    if (this.schedule) this.schedule.rebase(rate)
    else for (const group of this.optimizer.paramGroups) group.lr = rate
  }

  /** Whether the next step adds to gradients that are there. */
  get holdsGradients(): boolean {
    return this.accumulation.holds(this.position.step)
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.samples.train.count / this.settings.batchSize)
  }

  get steps(): number {
    return this.settings.steps ?? this.settings.epochs * this.stepsPerEpoch
  }

  progress(state: RunState): Progress {
    const { steps, stepsPerEpoch } = this
    const epochs = Math.ceil(steps / stepsPerEpoch)
    const epoch = Math.min(this.position.epoch + 1, Math.max(epochs, 1))
    return { state, step: this.position.step, steps, epoch, epochs, stepsPerEpoch }
  }

  /** Whether the next unit is a step, and not the evaluation of an epoch. */
  get beforeStep(): boolean {
    return this.midEpoch && this.position.step < this.steps
  }

  /** Whether the step that is next, or is being taken, is the last before an evaluation. */
  get lastOfEpoch(): boolean {
    return this.position.batch + 1 >= this.stepsPerEpoch || this.position.step + 1 >= this.steps
  }

  private get midEpoch(): boolean {
    return this.position.batch < this.stepsPerEpoch
  }

  /** The run in units that are short enough to stop between them. */
  *units(): Generator<RunUnit, void, void> {
    while (this.position.step < this.steps) {
      if (this.order === null && this.settings.shuffle) this.drawOrder()
      while (this.beforeStep) yield* this.step()
      yield* this.evaluation()
    }
  }

  /** Takes down what flows in the step that comes next; nothing else is left of it. */
  lookAhead(flow: Flow): void {
    const { compiled } = this.model
    const start = new ModelState(this.model)
    try {
      if (this.order === null && this.settings.shuffle) this.drawOrder()
      scope(() => {
        compiled.net.train()
        this.optimizer.zeroGrad()
        runPass(compiled, this.feed(this.position.batch), flow).loss?.backward()
      })
    } finally {
      start.putBack()
      start.free()
      this.forgetOrder()
    }
  }

  private drawOrder(): void {
    this.drawnFrom = this.shuffler.getState()
    this.order = this.shuffler.permutation(this.samples.train.count)
  }

  /** The first step of an epoch was given up: its order was drawn for it. */
  private forgetOrder(): void {
    if (this.position.batch > 0 || !this.drawnFrom) return
    this.shuffler.setState(this.drawnFrom)
    this.order = null
  }

  /** Feeds the batch at a place in this epoch's order. */
  private feed(batch: number): ReturnType<BatchSource['batch']> {
    const start = batch * this.settings.batchSize
    return this.samples.train.batch(
      start,
      Math.min(start + this.settings.batchSize, this.samples.train.count),
      this.order,
    )
  }

  private *step(): Generator<RunUnit, void, void> {
    const started = performance.now()
    const { step, batch } = this.position
    const flow = this.flowFor(step + 1)
    const lr = this.optimizer.paramGroups[0]!.lr
    const walked = this.stoppable()
    const { loss, accuracy } = walked ? yield* this.walk(flow) : scope(() => this.runAtOnce(flow))
    this.position = { ...this.position, step: step + 1, batch: batch + 1 }
    this.losses.push(loss)
    this.epochLoss += loss
    const point: MetricPoint = {
      step: step + 1,
      epoch: this.position.epoch + 1,
      loss,
      accuracy,
      lr,
      milliseconds: performance.now() - started,
      metrics: this.metrics.numbers,
    }
    yield { kind: 'step', point }
  }

  private runAtOnce(flow: Flow | null): Outcome {
    const { compiled } = this.model
    compiled.net.train()
    this.clearGradients()
    const result = runPass(compiled, this.feed(this.position.batch), flow)
    if (!result.loss) throw noLoss()
    result.loss.backward()
    this.update()
    return this.finish(result)
  }

  /** Gradients are zero at the beginning of a step, where they do not add up from those before. */
  private clearGradients(): void {
    const { step } = this.position
    this.model.compiled.hooks.step = step + 1
    if (this.accumulation.begins(step)) this.optimizer.zeroGrad()
  }

  /** The step of the optimiser, where one is due, with the hooks on what it made of the parameters. */
  private update(): void {
    if (!this.accumulation.ends(this.position.step)) return
    this.optimizer.step()
    this.model.compiled.afterStep()
  }

  /** The same in visits. Where it is given up or fails, everything is as it was before. */
  private *walk(flow: Flow | null): Walk<Outcome> {
    const { compiled } = this.model
    const start = new ModelState(this.model)
    this.stepStart = start
    const opened = openScope()
    let outcome: Outcome | null = null
    try {
      compiled.net.train()
      yield { kind: 'phase', phase: 'zero_grad' }
      this.clearGradients()
      yield { kind: 'phase', phase: 'forward' }
      this.places ??= parameterPlaces(compiled)
      const book = new TapeBook(this.places)
      const result = yield* walkPass(compiled, this.feed(this.position.batch), { flow, book })
      if (!result.loss) throw noLoss()
      yield { kind: 'phase', phase: 'backward' }
      yield* walkBackward(result.loss, book)
      yield { kind: 'phase', phase: 'step' }
      this.update()
      yield* this.visitUpdated()
      outcome = this.finish(result)
      return outcome
    } finally {
      closeScope(opened, [])
      if (!outcome) {
        start.putBack()
        this.forgetOrder()
      }
      start.free()
      this.stepStart = null
    }
  }

  /** The parameters that the optimiser has changed. */
  private *visitUpdated(): Walk<void> {
    if (!this.accumulation.ends(this.position.step)) return
    for (const [parameter, place] of this.places!) {
      if (!parameter.grad) continue
      const visit = { kind: 'value' as const, pass: 'after_step' as const, place, value: parameter }
      yield visit
      if (visit.value !== parameter) noGrad(() => void parameter.copy_(visit.value))
    }
  }

  /** What comes after the update; nothing can stop here. */
  private finish({ loss, losses, metrics }: PassResult): Outcome {
    if (this.accumulation.ends(this.position.step)) this.schedule?.afterStep()
    this.metrics.add(metrics)
    const hits = hitsOf(losses)
    return { loss: loss!.item(), accuracy: hits && hits.right / hits.total }
  }

  private *evaluation(): Generator<RunUnit, void, void> {
    const heldOut = { loss: 0, right: 0, total: 0, classified: false }
    const source = this.samples.heldOut
    const book = new MetricBook()
    for (const [start, end] of source ? batches(source.count, this.settings.batchSize) : []) {
      const { loss, hits } = evaluateBatch(this.model.compiled, source!, { start, end }, book)
      heldOut.loss += loss * (end - start)
      if (hits) {
        heldOut.right += hits.right
        heldOut.total += hits.total
      }
      yield { kind: 'evaluating' }
    }
    const point: EpochPoint = {
      epoch: this.position.epoch + 1,
      step: this.position.step,
      trainLoss: this.epochLoss / this.position.batch,
      heldOutLoss: source ? heldOut.loss / source.count : null,
      heldOutAccuracy: heldOut.total > 0 ? heldOut.right / heldOut.total : null,
      metrics: pairs(this.metrics.values, book.values),
    }
    if (!this.midEpoch) {
      this.schedule?.afterEpoch(point.heldOutLoss ?? point.trainLoss)
      this.beginEpoch()
    }
    yield { kind: 'epoch', point }
  }

  private beginEpoch(): void {
    this.position = { ...this.position, epoch: this.position.epoch + 1, batch: 0 }
    this.order = null
    this.epochLoss = 0
    this.metrics = new MetricBook()
  }
}

/** What each metric says of the samples trained on, and of those held out. */
function pairs(
  train: Record<string, MetricValue | null>,
  heldOut: Record<string, MetricValue | null>,
): EpochPoint['metrics'] {
  const ids = new Set([...Object.keys(train), ...Object.keys(heldOut)])
  return Object.fromEntries(
    [...ids].map((id) => [id, { train: train[id] ?? null, heldOut: heldOut[id] ?? null }]),
  )
}

function otherSamples(): ProblemError {
  return new ProblemError({
    message: tell('engine.checkpoint_has_other_samples', 'The checkpoint is of a run on other samples.'),
    remedy: tell('engine.train_again_from_start', 'Train again from the start.'),
  })
}

function noSamples(): ProblemError {
  return new ProblemError({
    message: tell('engine.there_are_no_samples_to', 'There are no samples to train on.'),
    remedy: tell('engine.hold_fewer_samples_out_or', 'Hold fewer samples out, or take more of them.'),
  })
}

function nothingToLearn(): ProblemError {
  return new ProblemError({
    message: 'optimizer got an empty parameter list',
    remedy: tell(
      'engine.graph_has_no_layer_with',
      'The graph has no layer with parameters; add one, for example Linear.',
    ),
  })
}

function noLoss(): ProblemError {
  return new ProblemError({
    message: tell('engine.graph_has_no_loss_so', 'The graph has no loss, so there is nothing to train.'),
    remedy: tell(
      'engine.add_loss_node_and_wire',
      'Add a loss node, and wire the prediction and the target to it.',
    ),
  })
}

/** Where each batch of so many samples begins and ends. */
function batches(count: number, size: number): [number, number][] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => [
    i * size,
    Math.min((i + 1) * size, count),
  ])
}
