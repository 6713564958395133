import { ValueError } from '../../errors'
import type { AnyOptimizer, LRScheduler, ScheduledGroup, SchedulerState } from './lr-scheduler'

/** What the scheduler remembers, under PyTorch's names. */
export interface SequentialState {
  _milestones: number[]
  last_epoch: number
  _last_lr: number[]
  _schedulers: SchedulerState[]
}

/** A scheduler that can be one of a sequence; sequences can be nested. */
type Member = LRScheduler | SequentialLR

/**
 * Runs one scheduler after another: the next one begins at each milestone.
 *
 * Errors: no scheduler; one of another optimiser; a number of milestones that is not one less than that of schedulers.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
 */
export class SequentialLR {
  private readonly milestones: number[]
  private last = 0
  private rates: number[]

  constructor(
    readonly optimizer: AnyOptimizer,
    private readonly schedulers: readonly Member[],
    milestones: readonly number[],
  ) {
    const [first] = schedulers
    if (!first) throw new ValueError('SequentialLR expects at least one scheduler, but got no scheduler.')
    schedulers.forEach((scheduler, i) => {
      if (scheduler.optimizer === optimizer) return
      throw new ValueError(
        `SequentialLR expects all schedulers to belong to the same optimizer, but got scheduler ${scheduler.constructor.name} at index ${i} of another one.`,
      )
    })
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError(
        'Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, ' +
          `but got number of schedulers ${schedulers.length} and the number of milestones to be equal to ${milestones.length}`,
      )
    }
    this.milestones = [...milestones]
    for (const group of optimizer.paramGroups as ScheduledGroup[]) group.lr = group.initialLr ?? group.lr
    this.undoStep()
    first.start()
    this.rates = first.getLastLr()
  }

  /** Goes on by one: call it after the optimiser's step. */
  step(): void {
    this.last++
    const place = this.milestones.filter((milestone) => milestone <= this.last).length
    const scheduler = this.schedulers[place]!
    if (place > 0 && this.milestones[place - 1] === this.last) scheduler.restart()
    else scheduler.step()
    this.rates = scheduler.getLastLr()
  }

  /** Sets the rates of step 0. */
  start(): void {
    this.last = 0
    this.schedulers[0]!.start()
    this.rates = this.schedulers[0]!.getLastLr()
  }

  /** Begins at step 0, in the middle of another sequence. */
  restart(): void {
    this.last = 0
    this.schedulers[0]!.restart()
    this.rates = this.schedulers[0]!.getLastLr()
  }

  /** Takes back the counts of the steps that the constructors took. */
  undoStep(): void {
    for (const scheduler of this.schedulers) scheduler.undoStep()
  }

  get lastEpoch(): number {
    return this.last
  }

  /** The rates that the last step set, one a group. */
  getLastLr(): number[] {
    return this.rates
  }

  /** What the scheduler and those it runs remember, under PyTorch's names. */
  stateDict(): SequentialState {
    return {
      _milestones: [...this.milestones],
      last_epoch: this.last,
      _last_lr: [...this.rates],
      _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict() as SchedulerState),
    }
  }

  /** Errors: a state of another number of schedulers. */
  loadStateDict({ _milestones, last_epoch, _last_lr, _schedulers }: SequentialState): void {
    if (_schedulers.length !== this.schedulers.length)
      throw new ValueError(
        `the state is of ${_schedulers.length} schedulers, but this sequence has ${this.schedulers.length}`,
      )
    this.milestones.splice(0, Infinity, ..._milestones)
    this.last = last_epoch
    this.rates = [..._last_lr]
    _schedulers.forEach((state, i) => this.schedulers[i]!.loadStateDict(state as never))
  }
}
