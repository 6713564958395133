/** The state machine of training: idle → ready → running ⇄ paused or stopped inside a step → done, and failed. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Executor, ExecutorHost, Keeps, KeptSteps, MakeExecutor } from '../executor/executor'
import { problemOf } from '../executor/problem'
import type { Visit } from '../executor/visit'
import type { EngineEvent, LogLevel, Progress, RunState, StopInfo } from '../protocol'
import { FitWatch } from './fit-watch'
import { ProbeBoard } from './probe-board'
import { PutOff } from './put-off'
import { RunRecord } from './run-record'
import type { RunCurves } from './run-record'
import type { Samples } from './sample-store'
import { StopControl, valueStop } from './stop-control'
import type { Goal } from './stop-control'
import { nothingToChange, placeMissed } from './stop-problems'
import type { ModulePlan } from '../../graph/plan/plan'
import { TrainingRun } from './training-run'
import type { RunSettings, RunUnit, StoredRun } from './training-run'

/** From so many milliseconds on, one step more is too long to wait for when a person wants to look: all are kept. */
const SLOW_STEP = 50
/** What is looked at when training rests is shown in slices of so many milliseconds. */
const SLICE = 8

export interface TrainerHost {
  /** Makes who runs the plan. */
  executor: MakeExecutor
  /** Where files for the host lie. */
  folder: string
  event: (event: EngineEvent) => void
  frame: (bytes: Uint8Array) => void
  /** Does what no answer waits for, in so many milliseconds; left out, it is done at once. */
  later?: (work: () => void, milliseconds: number) => void
}

/** A step that stands still inside. */
interface Stopped {
  visit: Visit
  stop: StopInfo
  /** When it came to stand still. */
  since: number
}

/** Holds the run and drives it; yields after every step, so whatever else is called acts between two steps. */
export class Trainer {
  state: RunState = 'idle'
  run: TrainingRun | null = null
  /** What is told of the run. */
  readonly record: RunRecord
  /** Who runs the plan. */
  readonly executor: Executor
  readonly flow: KeptSteps
  readonly board: ProbeBoard
  readonly stops = new StopControl()
  /** Settles when training rests. */
  resting: Promise<void> = Promise.resolve()
  private readonly host: TrainerHost
  private units: Generator<RunUnit, void, void> | null = null
  private stopped: Stopped | null = null
  /** How many milliseconds the step has stood still, which it did not take. */
  private stood = 0
  /** The loop that takes steps; one that is not this one any more ends. */
  private loop: object | null = null
  /** Steps left of a `step` command; null while training runs freely. */
  private stepsLeft: number | null = null
  /** What is still to be looked at since training came to rest. */
  private readonly unseen: PutOff

  constructor(host: TrainerHost) {
    this.host = host
    this.unseen = new PutOff(host.later)
    this.executor = host.executor({
      print: (text, from) => this.print(text, from),
      log: (message) => this.log('info', message),
      way: (way) => this.record.tellWay(way),
      changed: (changes) => host.event({ kind: 'changes', changes }),
    })
    this.flow = this.executor.kept
    this.record = new RunRecord(host.event, host.folder)
    this.board = new ProbeBoard(host.frame)
    this.flow.onHand = (shown) => {
      this.board.forgetSteps()
      host.event({ kind: 'byHand', shown })
    }
  }

  get progress(): Progress {
    const idle = { state: this.state, step: 0, steps: 0, epoch: 0, epochs: 0, stepsPerEpoch: 0 }
    return this.run?.progress(this.state) ?? idle
  }

  /** A run that begins at step 0; what an earlier one left to look at goes. */
  begin(plan: ModulePlan, settings: RunSettings, samples: Samples): void {
    this.record.begin()
    this.board.forgetSteps()
    this.stops.begin()
    this.attach(plan, this.newRun(settings, samples))
  }

  /** Where a step stands still; null but in the state `stopped`. */
  get stop(): StopInfo | null {
    return this.stopped?.stop ?? null
  }

  /** Takes a run over as the current one, e.g. one that a checkpoint brought back. */
  attach(plan: ModulePlan, run: TrainingRun): void {
    this.giveUp()
    this.flow.endByHand()
    this.run = run
    run.stoppable = () => this.stopsInside
    this.stops.follow(plan)
    this.units = run.units()
    this.record.fit = FitWatch.for(this.executor, run.samples)
  }

  /** Goes on with an edited model, on other samples too. Without them the place in the epoch stays. */
  exchange(plan: ModulePlan, settings: RunSettings, samples: Samples): void {
    this.giveUp()
    const { run } = this
    if (!run) return
    const before = run.store()
    const next = this.newRun(settings, samples)
    next.continueFrom(before, run.samples)
    this.attach(plan, next)
    if (this.state !== 'running') this.setState(this.state)
  }

  /** Shows what flows before any training, as step 0. */
  preview({ batchSize }: RunSettings, samples: Samples): void {
    const { train } = samples
    this.executor.preview(train.batch(0, Math.min(batchSize, train.count)))
    this.board.forgetSteps()
    this.showLastStep()
    this.record.showFit(FitWatch.for(this.executor, samples)?.last())
  }

  /** Lets training go on; `steps`: only so many, of which one that is under way is the first. */
  go(steps: number | null, goal: Goal = { kind: 'free' }): void {
    this.flow.endByHand()
    this.stepsLeft = steps
    this.stops.aim(goal, this.stop)
    if (this.state !== 'running') this.startLoop()
  }

  /** Goes on inside a step until the goal is met, at most to the step's end. */
  goInside(goal: Goal): void {
    this.pause()
    this.unseen.drop()
    this.flow.endByHand()
    if (!this.units) return
    this.stepsLeft = 1
    this.stops.aim(goal, this.stop)
    // Nobody is told that it runs: it comes to rest before anybody could act on that.
    this.state = 'running'
    this.advance(this.units)
    // The step was the last of its epoch, whose evaluation follows.
    if (!this.rests) this.startLoop()
  }

  /**
   * Gives a step up that stands still inside: weights, buffers, gradients, random numbers and position are as they were when it
   * began. Training is then paused.
   */
  giveUp(): void {
    const { stopped, units, run } = this
    if (!stopped || !units || !run) return
    this.stopped = null
    this.stood = 0
    units.return()
    this.units = run.units()
    this.flow.clear()
    this.board.forgetSteps()
    this.setState('paused')
  }

  /** Puts other numbers in the place of the value that the step is stopped at. Errors: no value to change; another count of numbers. */
  change(values: Float32Array): void {
    const { stopped } = this
    if (stopped?.visit.kind !== 'value') throw nothingToChange()
    const { visit } = stopped
    visit.value.change(values)
    this.tellChanged()
  }

  /** A tensor was changed by hand: what is told of it is what it is now. */
  tellChanged(): void {
    const { stopped } = this
    if (stopped?.visit.kind === 'value') {
      stopped.stop = { ...stopped.stop, at: valueStop(stopped.visit) }
      this.host.event({ kind: 'stopped', stop: stopped.stop })
    }
    this.showLastStep()
  }

  /** Runs `body` on the net as it is between two steps, and leaves it as it is now. */
  betweenSteps<T>(body: () => T): T {
    return this.run ? this.run.betweenSteps(body) : body()
  }

  /** Rests between two steps, and takes none more. */
  pause(): void {
    if (this.state !== 'running') return
    const { run } = this
    this.rest('paused', () => this.lookAhead(run))
  }

  /** Looks at once at what was put off when training came to rest: to be called before anything that asks what flowed. */
  look(): void {
    this.unseen.now()
  }

  /**
   * While training runs, most steps are not kept. Where the last one was not, or not all of it, what can be looked at is what flows in the next,
   * which is not taken.
   */
  private lookAhead(run: TrainingRun | null): void {
    if (!this.flow.hasStep || !this.flow.whole) this.lookAtNextStep(run)
  }

  /** The net was edited: what flowed in the old one is nothing of it. At rest, what flows in the new one is looked at instead. */
  lookAfresh(): void {
    this.flow.clear()
    this.board.forgetSteps()
    if (this.rests && !this.board.empty) this.lookAtNextStep(this.run)
    this.showLastStep()
  }

  private lookAtNextStep(run: TrainingRun | null): void {
    if (!run?.beforeStep) return
    try {
      run.lookAhead()
    } catch {
      // What goes wrong in that step is told when it is taken.
      this.flow.clear()
    }
  }

  /** Ends the run; `looks`: on what would have flowed next, where the last step was not kept. */
  end(state: 'ready' | 'idle', { looks = false } = {}): void {
    const running = this.state === 'running' && looks ? this.run : null
    this.giveUp()
    this.flow.endByHand()
    this.run = null
    this.units = null
    this.rest(state, () => this.lookAhead(running))
  }

  /** Ends the run with what went wrong. */
  fail(error: unknown): void {
    this.run = null
    this.units = null
    // Whoever waits for the end knows by then why it came.
    this.host.event({ kind: 'problem', problem: problemOf(error) })
    this.rest('failed')
  }

  /** Forgets the metrics and what flowed. */
  clear(): void {
    this.record.begin()
    this.flow.clear()
  }

  /** Brings back a run that rests where it was, or has ended. Errors: it does not fit the samples. */
  restore(plan: ModulePlan, stored: StoredRun, samples: Samples, curves: RunCurves): void {
    const run = this.newRun(stored.settings, samples)
    run.resume(stored)
    this.record.resume(curves)
    this.attach(plan, run)
    this.setState(run.position.step < run.steps ? 'paused' : 'done')
  }

  /** Shows the last step on every probe that may be sent; while training runs, on those that are due. */
  showLastStep(): void {
    const { shows, step } = this.flow
    if (this.state === 'running') {
      if (shows && this.flow.whole) this.board.showDue(this.executor.look(), step)
    } else if (!this.unseen.waits) this.showAll()
  }

  /** Other commands come between the slices. */
  private showAll(): void {
    const { shows, step } = this.flow
    const most = this.host.later ? SLICE : Infinity
    const all = this.board.flush(this.executor.look(), shows ? step : this.progress.step, most)
    if (!all) this.unseen.whenFree(() => this.showAll(), 0)
  }

  /** What hooks of the document print. */
  readonly print: ExecutorHost['print'] = (text, from) =>
    this.record.print({ ...from, text }, this.state === 'running')

  log(level: LogLevel, message: string): void {
    this.record.log(level, message)
  }

  private newRun(settings: RunSettings, samples: Samples): TrainingRun {
    return new TrainingRun(this.executor, settings, samples, () => this.keepsStep())
  }

  /** Whether the next step has to be one that can stop. */
  private get stopsInside(): boolean {
    return this.stops.active && this.executor.capabilities.stopInside
  }

  private get rests(): boolean {
    return this.state !== 'running'
  }

  private startLoop(): void {
    this.unseen.drop()
    this.setState('running')
    this.loop = {}
    this.resting = this.drive(this.loop)
  }

  /** Takes a step a turn. Who pauses and goes on again within one turn begins another loop, so this one looks whether it still counts. */
  private async drive(loop: object): Promise<void> {
    while (this.loop === loop && this.state === 'running' && this.units) {
      this.advance(this.units)
      await nextTurn()
    }
  }

  /** Takes one unit, or what is left of it, up to where it stops. */
  private advance(units: Generator<RunUnit, void, void>): void {
    try {
      if (this.stopped) this.stood += performance.now() - this.stopped.since
      this.stopped = null
      for (;;) {
        const next = units.next()
        if (next.done) return this.finish()
        const unit = next.value
        if (unit.kind === 'step' || unit.kind === 'evaluating' || unit.kind === 'epoch')
          return this.take(unit)
        const stop = this.stops.at(unit, this.run!.position.step + 1)
        if (stop) return this.standStill(unit, stop)
      }
    } catch (error) {
      this.fail(error)
    }
  }

  private finish(): void {
    if (this.stops.seeks) this.log('warning', placeMissed())
    this.rest('done')
  }

  private standStill(visit: Visit, stop: StopInfo): void {
    this.stopped = { visit, stop, since: performance.now() }
    this.run?.keepSums()
    this.host.event({ kind: 'stopped', stop })
    this.rest('stopped')
  }

  /** Keeps a step's tensors where somebody will look at them: a probe that is due, or a person when training rests or with a view open. */
  private keepsStep(): Keeps {
    const due = this.board.beforeStep()
    const last = this.stepsLeft === 1 || this.run?.lastOfEpoch
    const slow = (this.record.points.metrics.at(-1)?.milliseconds ?? 0) >= SLOW_STEP
    if (this.stopsInside || last || slow) return 'all'
    if (due) return this.board.thumbnailView ?? 'all'
    this.flow.passOver(() => this.board.watched)
    return 'nothing'
  }

  private take(unit: Exclude<RunUnit, Visit>): void {
    if (unit.kind === 'step') this.takeStep(unit)
    else if (unit.kind === 'evaluating') this.showLastStep()
    else this.record.addEpoch(unit.point, this.progress)
    // The evaluation of an epoch belongs to its last step.
    if (this.stepsLeft !== null && this.stepsLeft <= 0 && this.run?.beforeStep) this.rest('paused')
  }

  private takeStep({ point, notFinite }: Extract<RunUnit, { kind: 'step' }>): void {
    if (this.stepsLeft !== null) this.stepsLeft--
    this.record.addStep({ ...point, milliseconds: point.milliseconds - this.stood }, this.progress)
    this.stood = 0
    this.board.afterStep(this.flow.hasStep ? this.executor.look() : null, point.step)
    this.record.remark(point, notFinite)
  }

  /** Whoever waits for training to rest is told so before anything is looked at; `look`: at what, before it is shown. */
  private rest(state: RunState, look = (): void => undefined): void {
    const { fit } = this.record
    const drawsFit = this.state === 'running' && state !== 'failed'
    this.state = state
    this.record.flush()
    this.host.event({ kind: 'progress', ...this.progress })
    this.unseen.whenFree(() => {
      look()
      if (drawsFit) this.record.showFit(fit?.last())
      this.showAll()
    })
  }

  private setState(state: RunState): void {
    this.state = state
    this.host.event({ kind: 'progress', ...this.progress })
  }
}
