import { ValueError } from '../../errors'
import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

interface LinearState {
  start_factor: number
  end_factor: number
  total_iters: number
}

export interface LinearLROptions extends SchedulerOptions {
  /** Factor of the rate at step 0, in (0, 1]; default 1/3. */
  startFactor?: number
  /** Factor from step `totalIters` on, in [0, 1]; default 1. */
  endFactor?: number
  /** Default 5. */
  totalIters?: number
}

/**
 * Moves a factor of the rate in a straight line from `startFactor` to `endFactor` over `totalIters` steps.
 *
 * Errors: a factor out of its range.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
 */
export class LinearLR extends LRScheduler<LinearState> {
  constructor(
    optimizer: AnyOptimizer,
    { startFactor = 1 / 3, endFactor = 1, totalIters = 5, ...options }: LinearLROptions = {},
  ) {
    if (!(startFactor > 0 && startFactor <= 1))
      throw new ValueError(
        'Starting multiplicative factor expected to be greater than 0 and less or equal to 1.',
      )
    if (!(endFactor >= 0 && endFactor <= 1))
      throw new ValueError('Ending multiplicative factor expected to be between 0 and 1.')
    super(optimizer, { start_factor: startFactor, end_factor: endFactor, total_iters: totalIters }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, start_factor, end_factor, total_iters } = this.state
    const rise = end_factor - start_factor
    return this.current().map((lr) => {
      if (last_epoch === 0) return lr * start_factor
      if (this.isInitial || last_epoch > total_iters) return lr
      return lr * (1 + rise / (total_iters * start_factor + (last_epoch - 1) * rise))
    })
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, start_factor, end_factor, total_iters } = this.state
    const share = Math.min(total_iters, last_epoch) / total_iters
    return base_lrs.map((lr) => lr * (start_factor + (end_factor - start_factor) * share))
  }
}
