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

type Mode = 'triangular' | 'triangular2' | 'exp_range'

export interface CyclicLROptions extends SchedulerOptions {
  /** Steps in which the rate rises; default 2000. */
  stepSizeUp?: number
  /** Steps in which it falls; default as many. */
  stepSizeDown?: number | null
  /** Cycles alike, each half as high as the one before, or ever lower by `gamma`; default 'triangular'. */
  mode?: Mode
  /** The factor of a step in 'exp_range'; default 1. */
  gamma?: number
  /** Move momentum (of Adam and its kin beta 1) the other way; default true. */
  cycleMomentum?: boolean
  /** Least momentum; default 0.8. */
  baseMomentum?: PerGroup
  /** Largest momentum; default 0.9. */
  maxMomentum?: PerGroup
}

interface CyclicState {
  max_lrs: number[]
  total_size: number
  step_ratio: number
  mode: Mode
  gamma: number
  cycle_momentum: boolean
  use_beta1?: boolean
  base_momentums?: number[]
  max_momentums?: number[]
}

/**
 * Moves the rate from `baseLr` up to `maxLr` and back along straight lines, again and again; momentum moves the other way.
 *
 * Errors: an optimiser without momentum while `cycleMomentum` is on; `mode is invalid and scale_fn is None`.
 * Source: Smith, 2017; https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html
 */
export class CyclicLR extends LRScheduler<CyclicState> {
  constructor(optimizer: AnyOptimizer, baseLr: PerGroup, maxLr: PerGroup, options: CyclicLROptions = {}) {
    const { stepSizeUp = 2000, mode = 'triangular', gamma = 1, cycleMomentum = true } = options
    const count = optimizer.paramGroups.length
    const lowest = perGroup('base_lr', count, baseLr)
    if (!['triangular', 'triangular2', 'exp_range'].includes(mode))
      throw new ValueError('mode is invalid and scale_fn is None')
    const total = stepSizeUp + (options.stepSizeDown ?? stepSizeUp)
    const momenta = cycleMomentum ? momentaOf(optimizer, options) : {}
    if ((options.lastEpoch ?? -1) === -1) optimizer.paramGroups.forEach((group, i) => (group.lr = lowest[i]!))
    super(
      optimizer,
      {
        max_lrs: [...perGroup('max_lr', count, maxLr)],
        total_size: total,
        step_ratio: stepSizeUp / total,
        mode,
        gamma,
        cycle_momentum: cycleMomentum,
        ...momenta,
      },
      options,
    )
    this.state.base_lrs = [...lowest]
    this.start()
  }

  protected override rates(): number[] {
    const {
      base_lrs,
      max_lrs,
      base_momentums = [],
      max_momentums = [],
      use_beta1: useBeta1 = false,
    } = this.state
    const height = this.height()
    ;(this.groups as MomentumGroup[]).forEach((group, i) => {
      const [least, most] = [base_momentums[i], max_momentums[i]]
      if (least !== undefined && most !== undefined) setMomentum(group, useBeta1, most - height(most - least))
    })
    return base_lrs.map((lowest, i) => lowest + height(max_lrs[i]! - lowest))
  }

  /** How much of a distance it is up at this step. */
  private height(): (distance: number) => number {
    const { last_epoch, total_size, step_ratio, mode, gamma } = this.state
    const cycle = Math.floor(1 + last_epoch / total_size)
    const place = 1 + last_epoch / total_size - cycle
    const share = place <= step_ratio ? place / step_ratio : (place - 1) / (step_ratio - 1)
    const scale = { triangular: 1, triangular2: 1 / 2 ** (cycle - 1), exp_range: gamma ** last_epoch }[mode]
    return (distance) => distance * share * scale
  }
}

function momentaOf(
  optimizer: AnyOptimizer,
  { baseMomentum = 0.8, maxMomentum = 0.9, lastEpoch = -1 }: CyclicLROptions,
): Pick<CyclicState, 'use_beta1' | 'base_momentums' | 'max_momentums'> {
  expectMomentum(optimizer)
  const groups = optimizer.paramGroups as MomentumGroup[]
  const useBeta1 = usesBeta1(optimizer)
  const least = [...perGroup('base_momentum', groups.length, baseMomentum)]
  const most = [...perGroup('max_momentum', groups.length, maxMomentum)]
  if (lastEpoch === -1)
    groups.forEach((group, i) => {
      setMomentum(group, useBeta1, most[i]!)
      group.maxMomentum = most[i]
      group.baseMomentum = least[i]
    })
  return { use_beta1: useBeta1, base_momentums: least, max_momentums: most }
}
