import { LRScheduler, type AnyOptimizer } from './lr-scheduler'
import type { StepLROptions } from './step-lr'

interface MultiStepState {
  /** How often each milestone was named. */
  milestones: Record<number, number>
  gamma: number
}

/**
 * Multiplies the rate by gamma at each milestone.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
 */
export class MultiStepLR extends LRScheduler<MultiStepState> {
  constructor(
    optimizer: AnyOptimizer,
    milestones: Iterable<number>,
    { gamma = 0.1, ...options }: StepLROptions = {},
  ) {
    const counts: Record<number, number> = {}
    for (const milestone of milestones) counts[milestone] = (counts[milestone] ?? 0) + 1
    super(optimizer, { milestones: counts, gamma }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, milestones, gamma } = this.state
    const times = milestones[last_epoch]
    return this.current().map((lr) => (times === undefined ? lr : lr * gamma ** times))
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, milestones, gamma } = this.state
    let passed = 0
    for (const [milestone, times] of Object.entries(milestones))
      if (Number(milestone) <= last_epoch) passed += times
    return base_lrs.map((lr) => lr * gamma ** passed)
  }
}
