/** The steps of a run, one operation after the other: at once, or in visits between which they can stand still. */
import { parameterPlaces, runPass, walkBackward, walkPass } from '../build/compile'
import type { PassResult } from '../build/compile'
import type { Flow } from '../build/flow'
import { TapeBook } from '../build/tape-book'
import type { CapturedSteps, OwnerOf } from '../captured/captured-steps'
import { Unexpected } from '../captured/unexpected'
import type { Place, Walk } from '../build/visit'
import { expected } from '../core/expected'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { closeScope, openScope } from '../core/storage'
import type { Tensor } from '../core/tensor'
import type { Batch } from '../executor/batch'
import type { Evaluation, Keeps, RunLength, StepEnd, TrainingSteps } from '../executor/executor'
import type { FlowKeeper } from '../executor/flow-keeper'
import { noLoss, nothingToLearn } from '../executor/problem'
import type { StoredSteps } from '../executor/stored-steps'
import type { Visit } from '../executor/visit'
import { briefOf } from '../probe/brief'
import type { MetricValue, NotFinite, ProbeView, StepsWay } from '../protocol'
import { Accumulation } from './accumulation'
import { ownerOfCall } from './call-owner'
import type { StepParts } from './call-owner'
import { evaluationOf, hitsOf } from './evaluate'
import { feedOf } from './feed'
import { MetricBook } from './metric-book'
import type { Model } from './model'
import { ModelState } from './model-state'
import { drawnFrom, findNotFinite, isSound, sumsUp, tellingParameter } from './not-finite'
import type { DrawnFrom } from './not-finite'
import { documentRate } from './optimizers'
import type { TrainingOptimizer } from './optimizers'
import { Aside, toldOutside } from './outside'
import { Schedule } from './schedule'
import type { VisitedTensors } from './visited-tensors'
import { tell } from '../../words/tell'

/** What steps have around them. */
interface StepsGround {
  kept: FlowKeeper<Flow>
  tensors: VisitedTensors
  /** Runs steps as one graph where they are as they were before; null: each operation is a call. */
  captured: CapturedSteps | null
  /** Lanes of which small pictures need all numbers, by target and direction. */
  wantedWhole: ReadonlySet<string>
  /** Takes how steps are computed from now on. */
  way: (way: StepsWay) => void
}

export class VisitedSteps implements TrainingSteps {
  private readonly model: Model
  private readonly optimizer: TrainingOptimizer
  private readonly schedule: Schedule | null
  private readonly accumulation: Accumulation
  private book = new MetricBook()
  /** While a step that can stand still is under way: what it began with. */
  private stepStart: ModelState | null = null
  private places: Map<Tensor, Place> | null = null
  /** The numbers were not sound any more at some step: nobody asks again. */
  private unsound = false
  private notFinite: NotFinite | null = null
  /** The loss of the step that was judged last: a number is read from TensorFlow once. */
  private judged = NaN
  /** Its gradient is looked at in each step; null: there is none that is quick to read. */
  private readonly telling: Tensor | null
  /** The first loss of these steps and the last. */
  private losses: number[] = []
  private readonly tensors: VisitedTensors
  private readonly kept: FlowKeeper<Flow>
  private readonly captured: CapturedSteps | null
  private readonly wantedWhole: ReadonlySet<string>
  /** Leaves of what flows in this step what small pictures need; null: all of it stays, or nothing is kept. */
  private shorten: (() => void) | null = null
  private readonly tellOf: (way: StepsWay) => void
  private told: StepsWay | null = null
  /** A step is under way in which no update is measured, even if the time for it comes meanwhile. */
  private capturing = false

  /** Errors: a net without a loss, or without parameters that learn. */
  constructor(
    model: Model,
    { kept, tensors, captured, wantedWhole, way }: StepsGround,
    { lr, steps, epochs }: RunLength,
  ) {
    if (!model.compiled.hasLoss) throw noLoss(nothingToTrain())
    if (!model.optimizer) throw nothingToLearn()
    const { training } = model.document
    model.compiled.memory.trainWith(training.optimizer)
    const rate = lr ?? documentRate(training.optimizer)
    this.model = model
    this.tensors = tensors
    this.kept = kept
    this.captured = captured
    this.wantedWhole = wantedWhole
    this.tellOf = way
    this.optimizer = model.optimizer
    this.accumulation = new Accumulation(training)
    this.telling = tellingParameter(model)
    // An earlier run may have had a rate of its own.
    for (const group of this.optimizer.paramGroups) group.lr = rate
    const length = { steps: this.accumulation.stepsIn(steps), epochs }
    this.schedule = Schedule.for(training, this.optimizer, length, rate)
  }

  get rate(): number {
    return this.optimizer.paramGroups[0]!.lr
  }

  setRate(rate: number): void {
    if (this.schedule) this.schedule.rebase(rate)
    else for (const group of this.optimizer.paramGroups) group.lr = rate
  }

  step(batch: Batch, number: number, keeps: Keeps): StepEnd {
    const flow = this.kept.begin(number, keeps)
    const { hooks } = this.model.compiled
    hooks.watcher = flow?.watchHooks ?? null
    this.shorten = flow && typeof keeps === 'object' ? () => this.shortenTo(flow, keeps) : null
    try {
      return scope(() => this.finish(this.run(batch, number, flow), this.judged, number))
    } catch (error) {
      // A step for which there was no room holds none either.
      if (flow?.isEmpty === true) flow.dispose()
      throw error
    } finally {
      this.shorten = null
      hooks.watcher = null
      this.tensors.past()
    }
  }

  private run(batch: Batch, number: number, flow: Flow | null): PassResult {
    const { captured } = this
    const judged = (): PassResult =>
      this.passAndUpdate(batch, number, flow, (loss, from) => this.judge(loss, { batch, number, from }))
    const byCalls = (): PassResult => {
      const result = judged()
      this.shorten?.()
      return result
    }
    // A measure of an update reads the weights in the middle of the step.
    if (!captured || this.unsound || this.tensors.updates.due) return byCalls()
    const kind = this.kindOf(batch, number)
    const refusal = captured.refusalOf(kind)
    if (refusal !== null) {
      this.tellWay(refusal)
      return byCalls()
    }
    const adds = !this.accumulation.begins(number - 1)
    const work = (): PassResult => this.passAndUpdate(batch, number, flow, (loss) => this.takeForSound(loss))
    const parts: StepParts = {
      batch,
      begin: () => this.begin(number),
      judge: (loss) => this.takeForSound(loss),
      update: () => this.update(number),
    }
    const result = this.capture(captured, kind, work, { calls: judged, gradients: adds, parts })
    if (captured.way === 'one graph') this.tellWay(null)
    else if (captured.refused !== null) this.tellWay(captured.refused)
    if (result) {
      this.judged = result.loss!.item()
      return result
    }
    flow?.dispose()
    return byCalls()
  }

  private shortenTo(flow: Flow, view: ProbeView): void {
    flow.shorten(
      (lane, direction) => this.wantedWhole.has(lane + direction),
      (tensor) => briefOf(tensor, view),
    )
  }

  /**
   * Runs what is done each time as one graph, where it is as it was before. `calls`: the same where it is not captured; `gradients`: it adds
   * to those that there are. → null: something was not as it was taken for granted, and it has left no trace
   */
  private capture(
    captured: CapturedSteps,
    kind: string,
    work: () => PassResult,
    { calls, gradients, parts }: { calls: () => PassResult; gradients: boolean; parts: StepParts },
  ): PassResult | null {
    const start = new ModelState(this.model, { lightly: true, gradients })
    const putBack = (): void => start.putBack()
    const ownerOf: OwnerOf = (called) => ownerOfCall(this.model, called, parts)
    const look = this.shorten ?? undefined
    const run = (): PassResult =>
      captured.run(kind, () => this.freeing(work), { calls, look, putBack, ownerOf })
    this.capturing = true
    try {
      // It is taken once more where it is taken back, and prints then.
      return this.model.compiled.hooks.saidAfter(run, (error) => error instanceof Unexpected)
    } catch (error) {
      if (error instanceof Unexpected) return null
      throw error
    } finally {
      this.capturing = false
    }
  }

  /** @param reason Why steps are not computed as one graph; null: they are. */
  private tellWay(reason: string | null): void {
    if (this.told && this.told.reason === reason) return
    this.told = { graph: reason === null, reason }
    this.tellOf(this.told)
  }

  /** What must be the same for one step to be as another was. */
  private kindOf(batch: Batch, number: number): string {
    const { accumulation } = this
    return [sizesOf(batch), accumulation.begins(number - 1), accumulation.ends(number - 1)].join()
  }

  /** Frees all that a pass made but what is asked of it when the step is done. */
  private freeing(work: () => PassResult): PassResult {
    let result!: PassResult
    scope(() => {
      result = work()
      const looked = [...result.losses.filter(({ builder }) => builder.hits), ...result.metrics]
      return [result.loss ?? [], ...looked.flatMap(({ input, target }) => [input, target])]
    })
    return result
  }

  private passAndUpdate(
    batch: Batch,
    number: number,
    flow: Flow | null,
    judge: (loss: Tensor, from: DrawnFrom | null) => void,
  ): PassResult {
    const { compiled } = this.model
    this.begin(number)
    const from = this.unsound ? null : drawnFrom(this.model)
    const result = runPass(compiled, feedOf(batch), flow)
    if (!result.loss) throw noLoss(nothingToTrain())
    result.loss.backward()
    judge(result.loss, from)
    this.update(number)
    return result
  }

  walk(batch: Batch, number: number, keeps: Keeps): Generator<Visit, StepEnd, void> {
    if (this.captured)
      this.tellWay(tell('engine.step_may_stop', 'a step stops inside, or may at a breakpoint.'))
    const flow = this.kept.begin(number, keeps)
    const aside = new Aside()
    return toldOutside(this.inVisits(batch, number, { flow, aside }), flow, aside)
  }

  /** The same in visits. Where it is given up or fails, everything is as it was before. */
  private *inVisits(
    batch: Batch,
    number: number,
    { flow, aside }: { flow: Flow | null; aside: Aside },
  ): Walk<StepEnd> {
    const { compiled } = this.model
    const start = new ModelState(this.model)
    this.stepStart = start
    this.places ??= parameterPlaces(compiled)
    const book = new TapeBook(this.places)
    this.tensors.standing = {
      book,
      within: (body) => aside.inside(body),
      changed: (places, direction) => {
        for (const { place, value } of places) flow?.change(place, direction, value)
      },
    }
    const opened = openScope()
    let end: StepEnd | null = null
    compiled.hooks.watcher = flow?.watchHooks ?? null
    try {
      this.beInTraining()
      yield { kind: 'phase', phase: 'zero_grad' }
      this.clearGradients(number)
      yield { kind: 'phase', phase: 'forward' }
      const from = this.unsound ? null : drawnFrom(this.model)
      const result = yield* walkPass(compiled, feedOf(batch), { flow, book })
      if (!result.loss) throw noLoss(nothingToTrain())
      yield { kind: 'phase', phase: 'backward' }
      yield* walkBackward(result.loss, book)
      this.judge(result.loss, { batch, number, from })
      yield { kind: 'phase', phase: 'step' }
      this.update(number)
      if (this.accumulation.ends(number - 1)) yield* this.visitUpdated()
      end = this.finish(result, result.loss.item(), number)
      return end
    } finally {
      compiled.hooks.watcher = null
      closeScope(opened, [])
      book.free()
      this.tensors.standing = null
      if (!end) start.putBack()
      start.free()
      this.stepStart = null
      if (end) this.tensors.past()
      else this.tensors.givenUp()
    }
  }

  /** Before the update, while the weights are those of the step: where what came of them is not finite, its source is looked for. */
  private judge(
    loss: Tensor,
    { batch, number, from }: { batch: Batch; number: number; from: DrawnFrom | null },
  ): void {
    this.notFinite = null
    this.judged = loss.item()
    const gradient = this.telling?.grad
    if (!from || (Number.isFinite(this.judged) && (!gradient || isSound(gradient)))) return
    this.unsound = true
    this.notFinite = findNotFinite(this.model, { number, batch, from, lr: this.rate, losses: this.losses })
  }

  /** Takes it for granted that there is nothing to judge. */
  private takeForSound(loss: Tensor): void {
    const gradient = this.telling?.grad
    if (!expected(loss.handle, 'finite') || (gradient && !sumsUp(gradient))) throw new Unexpected()
  }

  /** The parameters that the optimiser has changed. */
  private *visitUpdated(): Walk<void> {
    for (const [parameter, place] of this.places!) {
      if (!parameter.grad) continue
      const visit = { kind: 'value' as const, pass: 'after_step' as const, place, value: parameter }
      yield visit
      if (visit.value !== parameter) noGrad(() => void parameter.copy_(visit.value))
    }
  }

  keepSums(): void {
    const { standing } = this.tensors
    standing?.changed([...standing.book.live.partial()], 'backward')
  }

  lookAhead(batch: Batch, number: number): void {
    const flow = this.kept.begin(number)
    const { compiled } = this.model
    const { hooks } = compiled
    const start = new ModelState(this.model)
    try {
      hooks.aside(() =>
        scope(() => {
          Object.assign(hooks, { step: number, watcher: flow.watchHooks })
          compiled.net.train()
          this.optimizer.zeroGrad()
          runPass(compiled, feedOf(batch), flow).loss?.backward()
        }),
      )
    } finally {
      start.putBack()
      start.free()
    }
  }

  betweenSteps<T>(body: () => T): T {
    return this.stepStart ? this.stepStart.during(body) : body()
  }

  holdsGradients(number: number): boolean {
    return this.accumulation.holds(number - 1)
  }

  get metrics(): Record<string, MetricValue | null> {
    return this.book.values
  }

  get metricNumbers(): Record<string, number> {
    return this.book.numbers
  }

  evaluation(): Evaluation {
    const { compiled } = this.model
    const { captured } = this
    return evaluationOf(compiled, (batch) => {
      const work = (): PassResult => runPass(compiled, feedOf(batch), null)
      const kind = `evaluation of ${sizesOf(batch)}`
      const more = { calls: work, gradients: false, parts: { batch } }
      return (captured && this.capture(captured, kind, work, more)) ?? work()
    })
  }

  endEpoch(loss: number): void {
    this.schedule?.afterEpoch(loss)
  }

  beginEpoch(): void {
    this.book = new MetricBook()
  }

  store(): StoredSteps {
    return { metrics: this.book.store(), schedule: this.schedule?.store() ?? null }
  }

  resume({ metrics, schedule }: StoredSteps, done: number): void {
    this.book = new MetricBook(metrics)
    // The optimiser may be another since, as after an edit: its steps were taken all the same.
    if (this.accumulation.stepsIn(done) > 0) this.optimizer.stepped = true
    this.model.compiled.hooks.step = done
    if (schedule) this.schedule?.resume(schedule)
  }

  /** All modules change at once, so that the outermost tells of all; telling each again takes as long as an operation. */
  private beInTraining(): void {
    const { net } = this.model.compiled
    if (!net.training) net.train()
  }

  private begin(number: number): void {
    this.beInTraining()
    this.clearGradients(number)
  }

  /** Gradients are zero at the beginning of a step, where they do not add up from those before. */
  private clearGradients(number: number): void {
    this.model.compiled.hooks.step = number
    if (this.accumulation.begins(number - 1)) this.optimizer.zeroGrad()
  }

  /** The step of the optimiser, where one is due, with the hooks on what it made of the parameters. */
  private update(number: number): void {
    if (!this.accumulation.ends(number - 1)) return
    const { net, afterStep } = this.model.compiled
    const change = (): void => {
      this.optimizer.step()
      afterStep()
    }
    if (this.capturing) change()
    else this.tensors.updates.around(net, change)
  }

  /** What comes after the update; nothing can stop here. */
  private finish({ losses, metrics }: PassResult, loss: number, number: number): StepEnd {
    if (this.accumulation.ends(number - 1)) this.schedule?.afterStep()
    this.book.add(metrics)
    const hits = hitsOf(losses)
    this.losses = [this.losses[0] ?? loss, loss]
    return { loss, accuracy: hits && hits.right / hits.total, notFinite: this.notFinite }
  }
}

/** How many samples each input has. */
function sizesOf(batch: Batch): string {
  return batch.map(({ shape }) => shape[0]).join()
}

function nothingToTrain(): string {
  return tell('engine.graph_has_no_loss_so', 'The graph has no loss, so there is nothing to train.')
}
