import { warnOnce } from '../../core/warn'
import { KeyError } from '../../errors'
import type { BaseOptions, Optimizer } from '../optimizer'

/** What a scheduler reads and sets in an optimiser's group; the optimiser's state dict carries it. */
export interface ScheduledGroup extends BaseOptions {
  /** The rate before any scheduler changed it. */
  initialLr?: number
}

export interface SchedulerOptions {
  /** The step to go on from, for an optimiser whose groups know their `initialLr`; default -1: from the start. */
  lastEpoch?: number
}

/** What every scheduler remembers, under PyTorch's names. */
export interface SchedulerState {
  base_lrs: number[]
  last_epoch: number
  _step_count: number
  _last_lr: number[]
}

/** An optimiser of any kind. */
export type AnyOptimizer = Optimizer<BaseOptions>

/**
 * The base of schedulers that set each group's learning rate after every `step`, as `torch.optim.lr_scheduler.LRScheduler`.
 *
 * Errors: going on from a step without `initialLr` in a group.
 * Source: https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */
export abstract class LRScheduler<Own extends object = object> {
  protected readonly state: SchedulerState & Own
  /** True while the constructor sets the first rates. */
  protected isInitial = false

  constructor(
    readonly optimizer: AnyOptimizer,
    own: Own,
    { lastEpoch = -1 }: SchedulerOptions = {},
  ) {
    const base_lrs = this.groups.map((group, i) => {
      if (lastEpoch === -1) group.initialLr ??= group.lr
      if (group.initialLr === undefined)
        throw new KeyError(
          `param 'initialLr' is not specified in paramGroups[${i}] when resuming an optimizer`,
        )
      return group.initialLr
    })
    this.state = { ...own, base_lrs, last_epoch: lastEpoch, _step_count: 0, _last_lr: [] }
  }

  /** The rate of each group at `lastEpoch`, from the rates as they are. */
  protected abstract rates(): number[]

  /** The rate of each group at `lastEpoch`, from the step number alone. */
  protected ratesFromStart(): number[] {
    return this.rates()
  }

  get lastEpoch(): number {
    return this.state.last_epoch
  }

  protected get groups(): ScheduledGroup[] {
    return this.optimizer.paramGroups
  }

  /** The rates as they are. */
  protected current(): number[] {
    return this.groups.map(({ lr }) => lr)
  }

  /** Goes on by one: call it after the optimiser's step. */
  step(): void {
    if (this.state._step_count === 1 && !this.optimizer.stepped) {
      warnOnce(
        'Detected call of `scheduler.step()` before `optimizer.step()`. Call them in the opposite order: `optimizer.step()` ' +
          'before `scheduler.step()`. Failure to do this skips the first value of the learning rate schedule.',
      )
    }
    this.state._step_count++
    this.state.last_epoch++
    this.apply(this.rates())
  }

  /** Sets the rates of step 0. */
  start(): void {
    this.state._step_count = 0
    this.isInitial = true
    try {
      this.step()
    } finally {
      this.isInitial = false
    }
  }

  /** Begins at step 0, in the middle of a sequence. */
  restart(): void {
    this.state.last_epoch = 0
    this.apply(this.ratesFromStart())
  }

  /** Takes back the count of the step that the constructor took. */
  undoStep(): void {
    this.state.last_epoch--
  }

  protected apply(rates: readonly number[]): void {
    this.groups.forEach((group, i) => {
      const rate = rates[i]
      if (rate !== undefined) group.lr = rate
    })
    this.state._last_lr = this.current()
  }

  /** The rates that the last step set, one a group. */
  getLastLr(): number[] {
    return this.state._last_lr
  }

  /** What the scheduler remembers, under PyTorch's names. */
  stateDict(): SchedulerState & Own {
    return structuredClone(this.state)
  }

  loadStateDict(state: Partial<SchedulerState & Own>): void {
    Object.assign(this.state, structuredClone(state))
  }
}
