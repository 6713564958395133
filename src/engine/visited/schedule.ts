/** The learning rate of a run as its document's scheduler moves it. */
import type { Training } from '../../graph/document/document'
import { schedulerDefinition } from '../../graph/training/schedulers'
import { camelOptions } from '../nn/node-builder'
import * as scheduling from '../optim/lr-scheduler'
import type { ScheduledGroup } from '../optim/lr-scheduler/lr-scheduler'
import { ProblemError } from '../executor/problem'
import type { StoredSteps } from '../executor/stored-steps'
import type { TrainingOptimizer } from './optimizers'
import { tell } from '../../words/tell'

type Params = Record<string, unknown>

interface Scheduler {
  step(loss?: number): void
  stateDict(): object
  loadStateDict(state: object): void
}

/** How long the run is that a scheduler without a length of its own fills. */
export interface RunLength {
  steps: number
  epochs: number
}

/** What a checkpoint holds: the scheduler's own state, and what it has set in the optimiser's groups. */
export type StoredSchedule = NonNullable<StoredSteps['schedule']>

type Make = (optimizer: TrainingOptimizer, params: never) => Scheduler

const makers: Record<string, Make> = {
  StepLR: (optimizer, { step_size, ...rest }: { step_size: number }) =>
    new scheduling.StepLR(optimizer, step_size, camelOptions(rest)),
  MultiStepLR: (optimizer, { milestones, ...rest }: { milestones: number[] }) =>
    new scheduling.MultiStepLR(optimizer, milestones, camelOptions(rest)),
  ExponentialLR: (optimizer, { gamma }: { gamma: number }) => new scheduling.ExponentialLR(optimizer, gamma),
  CosineAnnealingLR: (optimizer, { T_max: length, ...rest }: { T_max: number }) =>
    new scheduling.CosineAnnealingLR(optimizer, length, camelOptions(rest)),
  CosineAnnealingWarmRestarts: (
    optimizer,
    { T_0: first, T_mult: tMult, eta_min: etaMin }: { T_0: number; T_mult: number; eta_min: number },
  ) => new scheduling.CosineAnnealingWarmRestarts(optimizer, first, { tMult, etaMin }),
  OneCycleLR: (optimizer, { max_lr: highest, ...rest }: { max_lr: number }) =>
    new scheduling.OneCycleLR(optimizer, highest, camelOptions(rest)),
  ReduceLROnPlateau: (optimizer, params: Params) =>
    new scheduling.ReduceLROnPlateau(optimizer, camelOptions(params)) as Scheduler,
  ConstantLR: (optimizer, params: Params) => new scheduling.ConstantLR(optimizer, camelOptions(params)),
  PolynomialLR: (optimizer, params: Params) => new scheduling.PolynomialLR(optimizer, camelOptions(params)),
  CyclicLR: (optimizer, { base_lr: lowest, max_lr: highest, ...rest }: { base_lr: number; max_lr: number }) =>
    new scheduling.CyclicLR(optimizer, lowest, highest, camelOptions(rest)),
  LinearLR: (optimizer, params: Params) => new scheduling.LinearLR(optimizer, camelOptions(params)),
}

/** What a scheduler may set in a group of the optimiser. */
const SCHEDULED = ['lr', 'initialLr', 'maxLr', 'minLr', 'momentum', 'betas', 'maxMomentum', 'baseMomentum']

export class Schedule {
  private readonly optimizer: TrainingOptimizer
  private readonly scheduler: Scheduler
  private readonly every: 'step' | 'epoch' | 'loss'
  private readonly of: string
  /** The learning rate that it started from. */
  private rate: number

  /** The schedule of a run that begins at `rate`; null where the document has none. Errors: params that do not fit. */
  static for(
    { scheduler }: Training,
    optimizer: TrainingOptimizer,
    length: RunLength,
    rate: number,
  ): Schedule | null {
    return scheduler === undefined ? null : new Schedule(scheduler, optimizer, length, rate)
  }

  private constructor(
    scheduler: NonNullable<Training['scheduler']>,
    optimizer: TrainingOptimizer,
    length: RunLength,
    rate: number,
  ) {
    const definition = schedulerDefinition(scheduler.type)
    const make = Object.hasOwn(makers, scheduler.type) ? makers[scheduler.type] : undefined
    if (!definition || !make)
      throw new ProblemError({
        message: tell('engine.engine_has_no_scheduler', "The engine has no rate schedule '{{type}}'.", {
          type: scheduler.type,
        }),
        remedy: tell('remedy.use_one_of', 'Use {{types}}.', {
          types: Object.keys(makers).join(tell('expectation.or', ' or ')),
        }),
        param: 'scheduler',
      })
    const params: Params = definition.params.parse(scheduler.params)
    const { length: own } = definition
    if (own !== undefined) params[own.param] ??= Math.max(1, length[own.unit])
    // An earlier run has left its own rate, and the rate that it came from.
    for (const group of optimizer.paramGroups as ScheduledGroup[]) {
      group.lr = rate
      delete group.initialLr
    }
    this.optimizer = optimizer
    this.every = definition.every
    this.of = JSON.stringify(scheduler)
    this.rate = rate
    this.scheduler = make(optimizer, params as never)
  }

  afterStep(): void {
    if (this.every === 'step') this.scheduler.step()
  }

  /** `loss`: of the held-out part, else the mean of the epoch's steps. */
  afterEpoch(loss: number): void {
    if (this.every === 'epoch') this.scheduler.step()
    if (this.every === 'loss') this.scheduler.step(loss)
  }

  /** Goes on from another learning rate: what has become of the old one becomes of it. */
  rebase(rate: number): void {
    if (rate === this.rate) return
    // A cycle runs between rates of its own.
    if (this.every === 'step') {
      this.rate = rate
      return
    }
    const factor = this.rate === 0 ? null : rate / this.rate
    const scaled = (value: number): number => (factor === null ? rate : value * factor)
    const state = this.scheduler.stateDict() as { base_lrs?: number[]; _last_lr?: number[] }
    this.scheduler.loadStateDict({
      ...(state.base_lrs ? { base_lrs: state.base_lrs.map(() => rate) } : {}),
      ...(state._last_lr ? { _last_lr: state._last_lr.map(scaled) } : {}),
    })
    for (const group of this.optimizer.paramGroups) group.lr = scaled(group.lr)
    this.rate = rate
  }

  store(): StoredSchedule {
    const groups = this.optimizer.paramGroups.map((group) =>
      Object.fromEntries(Object.entries(group).filter(([name]) => SCHEDULED.includes(name))),
    )
    const state = { ...this.scheduler.stateDict() }
    return structuredClone({ of: this.of, rate: this.rate, state, groups })
  }

  /** Goes on where another schedule stood, if it was the same; a changed one begins here. */
  resume({ of, rate, state, groups }: StoredSchedule): void {
    if (of !== this.of) return
    const wanted = this.rate
    this.scheduler.loadStateDict(withoutLength(state))
    this.optimizer.paramGroups.forEach((group, i) => Object.assign(group, groups[i]))
    this.rate = rate
    this.rebase(wanted)
  }
}

/** A run may have become longer. */
function withoutLength(state: object): object {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !['T_max', 'total_steps'].includes(name)),
  )
}
