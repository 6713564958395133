import { ValueError } from '../../errors'
import {
  expectMomentum,
  perGroup,
  setMomentum,
  usesBeta1,
  type MomentumGroup,
  type PerGroup,
} from './cycled-groups'
import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

export interface OneCycleLROptions extends SchedulerOptions {
  /** Steps of the cycle; needed unless `epochs` and `stepsPerEpoch` are given. */
  totalSteps?: number
  epochs?: number
  stepsPerEpoch?: number
  /** Share of the cycle in which the rate rises, in [0, 1]; default 0.3. */
  pctStart?: number
  /** Along a cosine or a straight line; default 'cos'. */
  annealStrategy?: 'cos' | 'linear'
  /** Move momentum (of Adam and its kin beta 1) the other way; default true. */
  cycleMomentum?: boolean
  /** Least momentum; default 0.85. */
  baseMomentum?: PerGroup
  /** Largest momentum; default 0.95. */
  maxMomentum?: PerGroup
  /** The first rate is maxLr/divFactor; default 25. */
  divFactor?: number
  /** The last rate is the first one/finalDivFactor; default 1e4. */
  finalDivFactor?: number
  /** Come back to the first rate before the last fall; default false. */
  threePhase?: boolean
}

interface CycledGroup extends MomentumGroup {
  maxLr?: number
  minLr?: number
}

type RateName = 'initialLr' | 'maxLr' | 'minLr'
type MomentumName = 'maxMomentum' | 'baseMomentum'

/** A stretch of the cycle, from the end of the one before. */
interface Phase {
  end: number
  lr: readonly [from: RateName, to: RateName]
  momentum: readonly [from: MomentumName, to: MomentumName]
}

interface CycleState {
  total_steps: number
  cycle_momentum: boolean
  use_beta1: boolean
}

/**
 * One cycle: the rate rises from maxLr/divFactor to maxLr and falls to almost nothing, momentum moves the other way.
 *
 * Errors: no length given, or a wrong one; pctStart outside [0, 1]; an optimiser without momentum while `cycleMomentum` is
 * on; a step after the last.
 * Source: Smith and Topin, 2018; https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 */
export class OneCycleLR extends LRScheduler<CycleState> {
  private readonly phases: readonly Phase[]
  private readonly anneal: (from: number, to: number, share: number) => number

  constructor(optimizer: AnyOptimizer, maxLr: PerGroup, options: OneCycleLROptions = {}) {
    const { pctStart = 0.3, annealStrategy = 'cos', cycleMomentum = true, threePhase = false } = options
    const total = cycleLength(options)
    if (!(pctStart >= 0 && pctStart <= 1))
      throw new ValueError(`Expected float between 0 and 1 pct_start, but got ${pctStart}`)
    if (annealStrategy !== 'cos' && annealStrategy !== 'linear')
      throw new ValueError(
        `anneal_strategy must be one of 'cos' or 'linear', instead got ${String(annealStrategy)}`,
      )
    prepareGroups(optimizer, maxLr, options)
    super(
      optimizer,
      { total_steps: total, cycle_momentum: cycleMomentum, use_beta1: usesBeta1(optimizer) },
      options,
    )
    this.phases = phasesOf(total, pctStart, threePhase)
    this.anneal = annealStrategy === 'cos' ? alongCosine : alongLine
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, total_steps, cycle_momentum } = this.state
    if (last_epoch > total_steps)
      throw new ValueError(
        `Tried to step ${last_epoch} times. The specified number of total steps is ${total_steps}`,
      )
    const { phase, share } = this.place(last_epoch)
    return (this.groups as CycledGroup[]).map((group) => {
      if (cycle_momentum) {
        const [from, to] = phase.momentum
        setMomentum(group, this.state.use_beta1, this.anneal(group[from]!, group[to]!, share))
      }
      const [from, to] = phase.lr
      return this.anneal(group[from]!, group[to]!, share)
    })
  }

  private place(step: number): { phase: Phase; share: number } {
    let start = 0
    for (const phase of this.phases) {
      if (step <= phase.end || phase === this.phases.at(-1))
        return { phase, share: (step - start) / (phase.end - start) }
      start = phase.end
    }
    throw new ValueError(`Step ${step} is in no phase of the cycle`)
  }
}

function cycleLength({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  if (totalSteps !== undefined) return positive(totalSteps, 'total_steps')
  if (epochs === undefined || stepsPerEpoch === undefined)
    throw new ValueError('You must define either totalSteps OR (epochs AND stepsPerEpoch)')
  return positive(epochs, 'epochs') * positive(stepsPerEpoch, 'steps_per_epoch')
}

function positive(value: number, name: string): number {
  if (!Number.isInteger(value) || value <= 0)
    throw new ValueError(`Expected positive integer ${name}, but got ${value}`)
  return value
}

function prepareGroups(optimizer: AnyOptimizer, maxLr: PerGroup, options: OneCycleLROptions): void {
  const { cycleMomentum = true, divFactor = 25, finalDivFactor = 1e4, lastEpoch = -1 } = options
  const groups = optimizer.paramGroups as CycledGroup[]
  if (cycleMomentum) expectMomentum(optimizer)
  const highest = perGroup('max_lr', groups.length, maxLr)
  const strongest = perGroup('max_momentum', groups.length, options.maxMomentum ?? 0.95)
  const weakest = perGroup('base_momentum', groups.length, options.baseMomentum ?? 0.85)
  if (lastEpoch !== -1) return
  groups.forEach((group, i) => {
    group.initialLr = highest[i]! / divFactor
    group.maxLr = highest[i]
    group.minLr = group.initialLr / finalDivFactor
    if (!cycleMomentum) return
    setMomentum(group, usesBeta1(optimizer), strongest[i]!)
    group.maxMomentum = strongest[i]
    group.baseMomentum = weakest[i]
  })
}

function phasesOf(total: number, pctStart: number, threePhase: boolean): Phase[] {
  const rise: Phase = {
    end: pctStart * total - 1,
    lr: ['initialLr', 'maxLr'],
    momentum: ['maxMomentum', 'baseMomentum'],
  }
  if (!threePhase)
    return [rise, { end: total - 1, lr: ['maxLr', 'minLr'], momentum: ['baseMomentum', 'maxMomentum'] }]
  return [
    rise,
    {
      end: 2 * pctStart * total - 2,
      lr: ['maxLr', 'initialLr'],
      momentum: ['baseMomentum', 'maxMomentum'],
    },
    { end: total - 1, lr: ['initialLr', 'minLr'], momentum: ['maxMomentum', 'maxMomentum'] },
  ]
}

function alongCosine(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share))
}

function alongLine(from: number, to: number, share: number): number {
  return (to - from) * share + from
}
