/** The state machine of training: idle → ready → running ⇄ paused → done, and failed. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Flow } from '../build/flow'
import { ProbeBoard } from '../probe/probe-board'
import type { EngineEvent, LogLevel, Progress, RunState } from '../protocol'
import { CurveLog } from './curve-log'
import type { CurvePosition } from './curve-log'
import { EventPacer } from './event-pacer'
import { FitWatch } from './fit'
import { FlowKeeper } from './flow-keeper'
import { RunPoints } from './run-points'
import type { Model } from './model'
import { previewPass } from './preview'
import { problemOf } from './problem'
import type { Samples } from './sample-store'
import { TrainingRun } from './training-run'
import type { RunSettings, RunUnit, StoredRun } from './training-run'
import { tell } from '../../words/tell'

/** From so many milliseconds on, one step more is too long to wait for when a person wants to look: all are kept. */
const SLOW_STEP = 50

export interface TrainerHost {
  /** Where files for the host lie; null where there is none, and no checkpoint. */
  folder: string | null
  event: (event: EngineEvent) => void
  frame: (bytes: Uint8Array) => void
}

/** What was drawn of a run, read back. */
export interface RunCurves {
  losses: number[]
  points: RunPoints
  position: CurvePosition | null
}

/** Holds the run and drives it; yields after every step, so whatever else is called acts between two steps. */
export class Trainer {
  state: RunState = 'idle'
  run: TrainingRun | null = null
  points = new RunPoints()
  /** The loss of every step of the last run. */
  losses: number[] = []
  /** The curves of the run on disk. */
  readonly curves: CurveLog | null
  readonly flow = new FlowKeeper()
  readonly board: ProbeBoard
  /** Settles when training rests. */
  resting: Promise<void> = Promise.resolve()
  private readonly host: TrainerHost
  private readonly pacer: EventPacer
  private units: Iterator<RunUnit> | null = null
  /** The loop that takes steps; one that is not this one any more ends. */
  private loop: object | null = null
  private fit: FitWatch | null = null
  /** Steps left of a `step` command; null while training runs freely. */
  private stepsLeft: number | null = null
  /** The next step is to be kept whether a probe is due or not. */
  private keepNext = false
  private warned = false

  constructor(host: TrainerHost) {
    this.host = host
    this.curves = host.folder === null ? null : new CurveLog(host.folder)
    this.pacer = new EventPacer(host.event)
    this.board = new ProbeBoard(host.frame)
  }

  get progress(): Progress {
    const idle = { state: this.state, step: 0, steps: 0, epoch: 0, epochs: 0, stepsPerEpoch: 0 }
    return this.run?.progress(this.state) ?? idle
  }

  /** A run that begins at step 0; what an earlier one left to look at goes. */
  begin(model: Model, settings: RunSettings, samples: Samples): void {
    this.points = new RunPoints()
    this.curves?.begin()
    this.warned = false
    this.board.forgetSteps()
    this.attach(model, new TrainingRun(model, settings, samples, (step) => this.keepStep(step)))
  }

  /** Takes a run over as the current one, e.g. one that a checkpoint brought back. */
  attach(model: Model, run: TrainingRun): void {
    this.run = run
    this.losses = run.losses
    this.units = run.units()
    this.fit = FitWatch.for(model.compiled, run.samples)
  }

  /** Goes on with an edited model, on other samples too. Without them the place in the epoch stays. */
  exchange(model: Model, settings: RunSettings, samples: Samples): void {
    if (!this.run) return
    const next = new TrainingRun(model, settings, samples, (step) => this.keepStep(step))
    next.continueFrom(this.run)
    this.attach(model, next)
    if (this.state !== 'running') this.setState(this.state)
  }

  /** Shows what flows before any training, as step 0. */
  preview(model: Model, settings: RunSettings, samples: Samples): void {
    previewPass(model, settings, samples, this.flow.begin(0))
    this.board.forgetSteps()
    this.showLastStep()
    const fit = FitWatch.for(model.compiled, samples)?.last()
    if (fit) this.showFit(fit)
  }

  /** Lets training go on; `steps`: only so many. */
  go(steps: number | null): void {
    this.stepsLeft = steps
    if (this.state === 'running') return
    this.setState('running')
    this.loop = {}
    this.resting = this.drive(this.loop)
  }

  /** Rests between two steps, the last of which can be looked at. */
  pause(): void {
    if (this.state !== 'running') return
    this.catchUp()
    // That step may have been the last, or have failed.
    if (this.state === 'running') this.rest('paused')
  }

  /** While training runs, most steps are not kept; this takes one that is, unless the last one was. */
  catchUp(): void {
    this.keepNext = true
    while (this.state === 'running' && this.units && !this.flow.current) this.advance(this.units)
    this.keepNext = false
  }

  /** Ends the run. */
  end(state: 'ready' | 'idle'): void {
    this.run = null
    this.units = null
    this.rest(state)
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
    this.points = new RunPoints()
    this.curves?.begin()
    this.losses = []
    this.flow.clear()
  }

  /** Brings back a run that rests where it was. Errors: it does not fit the samples. */
  restore(model: Model, stored: StoredRun, samples: Samples, { losses, points, position }: RunCurves): void {
    const run = new TrainingRun(model, stored.settings, samples, (step) => this.keepStep(step))
    run.resume(stored, losses)
    this.points = points
    if (position) this.curves?.resume(position)
    else this.curves?.begin()
    this.attach(model, run)
    this.setState('paused')
  }

  /** Shows the last step on every probe that may be sent; while training runs, on those that are due. */
  showLastStep(): void {
    const { current, step } = this.flow
    if (!current) return
    if (this.state === 'running') this.board.showDue(current, step)
    else this.board.flush(current, step)
  }

  log(level: LogLevel, message: string): void {
    this.host.event({ kind: 'log', level, message, time: Date.now() })
  }

  /** Takes a step a turn. Who pauses and goes on again within one turn begins another loop, so this one looks whether it still counts. */
  private async drive(loop: object): Promise<void> {
    while (this.loop === loop && this.state === 'running' && this.units) {
      this.advance(this.units)
      await nextTurn()
    }
  }

  private advance(units: Iterator<RunUnit>): void {
    try {
      const next = units.next()
      if (next.done) this.rest('done')
      else this.take(next.value)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Keeps a step's tensors where somebody will look at them: a probe that is due, or a person when training rests. */
  private keepStep(step: number): Flow | null {
    const due = this.board.beforeStep()
    const last = this.stepsLeft === 1 || this.run?.lastOfEpoch
    const slow = (this.points.metrics.at(-1)?.milliseconds ?? 0) >= SLOW_STEP
    if (due || last || slow || this.keepNext) return this.flow.begin(step)
    this.flow.passOver(() => this.board.watched)
    return null
  }

  private take(unit: RunUnit): void {
    if (unit.kind === 'step') this.takeStep(unit)
    else if (unit.kind === 'evaluating') this.showLastStep()
    else {
      this.points.addEpoch(unit.point)
      this.curves?.epoch(unit.point)
      this.pacer.epoch(unit.point, this.progress)
    }
    // The evaluation of an epoch belongs to its last step.
    if (this.stepsLeft !== null && this.stepsLeft <= 0 && this.run?.beforeStep) this.rest('paused')
  }

  private takeStep({ point }: Extract<RunUnit, { kind: 'step' }>): void {
    if (this.stepsLeft !== null) this.stepsLeft--
    this.points.add(point)
    this.curves?.step(point)
    this.pacer.step(point, this.progress)
    this.board.afterStep(this.flow.current, point.step)
    const fit = this.fit?.afterStep(point.step)
    if (fit) this.showFit(fit)
    if (this.warned || Number.isFinite(point.loss)) return
    this.warned = true
    this.log(
      'warning',
      tell(
        'engine.loss_is_at_step_smaller',
        'The loss is {{loss}} at step {{step}}. A smaller learning rate usually helps; reset begins anew.',
        { loss: point.loss, step: point.step },
      ),
    )
  }

  private showFit(fit: NonNullable<RunPoints['fit']>): void {
    this.points.fit = fit
    this.host.event({ kind: 'fit', fit })
  }

  private rest(state: RunState): void {
    const wasRunning = this.state === 'running'
    this.state = state
    this.pacer.flush()
    const fit = wasRunning && state !== 'failed' ? this.fit?.last() : null
    if (fit) this.showFit(fit)
    this.host.event({ kind: 'progress', ...this.progress })
    this.showLastStep()
  }

  private setState(state: RunState): void {
    this.state = state
    this.host.event({ kind: 'progress', ...this.progress })
  }
}
