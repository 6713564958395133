/** One training run: which batch comes next, what a step does, and the evaluation at the end of each epoch. */
import type { Batch } from '../executor/batch'
import type { Executor, Keeps, StepEnd, TrainingSteps } from '../executor/executor'
import { ProblemError } from '../executor/problem'
import type { StoredSteps } from '../executor/stored-steps'
import type { Visit } from '../executor/visit'
import type { EpochPoint, MetricPoint, MetricValue, NotFinite, Progress, RunState } from '../protocol'
import { Generator as RandomGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import type { Samples } from './sample-store'
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
  steps: StoredSteps
}

export type RunUnit =
  | { kind: 'step'; point: MetricPoint; notFinite?: NotFinite | null | undefined }
  /** A batch of the evaluation: nothing to show yet. */
  | { kind: 'evaluating' }
  | { kind: 'epoch'; point: EpochPoint }
  /** A place inside a step, of one that can be stopped. */
  | Visit

/** Asked as a step begins. */
export type KeepStep = () => Keeps

export class TrainingRun {
  readonly settings: RunSettings
  readonly samples: Samples
  position: RunPosition = { step: 0, epoch: 0, batch: 0 }
  /** The order of this epoch's samples; null before it begins, and where they are walked in order. */
  order: Int32Array | null = null
  /** Sum of the losses of this epoch's steps. */
  epochLoss = 0
  readonly shuffler: RandomGenerator
  /** What the order of this epoch was drawn from. */
  private drawnFrom: GeneratorState | null = null
  private readonly taken: TrainingSteps
  private readonly keepStep: KeepStep
  /** Asked at the beginning of each step: whether it stops at visits. */
  stoppable: () => boolean = () => false

  /** Errors: no samples; a net that nothing can be learned in. */
  constructor(executor: Executor, settings: RunSettings, samples: Samples, keepStep: KeepStep) {
    if (samples.train.count === 0) throw noSamples()
    this.settings = settings
    this.samples = samples
    this.shuffler = new RandomGenerator(settings.seed)
    const { steps, stepsPerEpoch } = this
    this.taken = executor.train({ lr: settings.lr, steps, epochs: Math.ceil(steps / stepsPerEpoch) })
    this.keepStep = keepStep
  }

  /** Goes on where a run on `samples` stood; in other samples or batches its epoch begins anew. */
  continueFrom(stood: StoredRun, samples: Samples): void {
    const { settings, position, order, epochLoss, shuffler, steps } = stood
    const same = samples === this.samples && settings.batchSize === this.settings.batchSize
    this.shuffler.setState(shuffler)
    this.position = same ? position : { ...position, batch: 0 }
    this.order = same ? order : null
    this.epochLoss = same ? epochLoss : 0
    this.taken.resume(steps, position.step)
    if (!same) this.taken.beginEpoch()
  }

  /** Goes on where a checkpoint was taken. Errors: a position or an order that these samples do not have. */
  resume({ position, order, epochLoss, shuffler, steps }: StoredRun): void {
    if (!this.has(position, order)) throw otherSamples()
    Object.assign(this, { position, order, epochLoss })
    this.shuffler.setState(shuffler)
    this.taken.resume(steps, position.step)
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
      steps: this.taken.store(),
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
    this.taken.setRate(rate)
  }

  /** Runs `body` on the net as it is between two steps, and leaves it as it is now. */
  betweenSteps<T>(body: () => T): T {
    return this.taken.betweenSteps(body)
  }

  /** Lets the sums of a step that stands still be looked at, as far as they have come. */
  keepSums(): void {
    this.taken.keepSums()
  }

  /** Whether the next step adds to gradients that are there. */
  get holdsGradients(): boolean {
    return this.taken.holdsGradients(this.position.step + 1)
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

  /** Keeps what flows in the step that comes next; nothing else is left of it. */
  lookAhead(): void {
    try {
      if (this.order === null && this.settings.shuffle) this.drawOrder()
      this.taken.lookAhead(this.batch(this.position.batch), this.position.step + 1)
    } finally {
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

  /** The batch at a place in this epoch's order. */
  private batch(batch: number): Batch {
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
    const number = step + 1
    const keeps = this.keepStep()
    const lr = this.taken.rate
    const given = this.batch(batch)
    const { loss, accuracy, notFinite } = this.stoppable()
      ? yield* this.walk(given, number, keeps)
      : this.taken.step(given, number, keeps)
    this.position = { ...this.position, step: number, batch: batch + 1 }
    this.epochLoss += loss
    const point: MetricPoint = {
      step: number,
      epoch: this.position.epoch + 1,
      loss,
      accuracy,
      lr,
      milliseconds: performance.now() - started,
      metrics: this.taken.metricNumbers,
    }
    yield { kind: 'step', point, notFinite }
  }

  /** The same in visits. Where it is given up or fails, it was not begun. */
  private *walk(batch: Batch, number: number, keeps: Keeps): Generator<Visit, StepEnd, void> {
    let end: StepEnd | null = null
    try {
      end = yield* this.taken.walk(batch, number, keeps)
      return end
    } finally {
      if (!end) this.forgetOrder()
    }
  }

  private *evaluation(): Generator<RunUnit, void, void> {
    const heldOut = { loss: 0, right: 0, total: 0, classified: false }
    const source = this.samples.heldOut
    const judged = source && this.taken.evaluation()
    for (const [start, end] of source ? batches(source.count, this.settings.batchSize) : []) {
      const { loss, hits } = judged!.add(source!.batch(start, end))
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
      metrics: pairs(this.taken.metrics, judged?.metrics ?? {}),
    }
    if (!this.midEpoch) {
      this.taken.endEpoch(point.heldOutLoss ?? point.trainLoss)
      this.beginEpoch()
    }
    yield { kind: 'epoch', point }
  }

  private beginEpoch(): void {
    this.position = { ...this.position, epoch: this.position.epoch + 1, batch: 0 }
    this.order = null
    this.epochLoss = 0
    this.taken.beginEpoch()
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

/** Where each batch of so many samples begins and ends. */
function batches(count: number, size: number): [number, number][] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => [
    i * size,
    Math.min((i + 1) * size, count),
  ])
}
