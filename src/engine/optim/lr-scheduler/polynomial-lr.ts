import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

interface PolynomialState {
  total_iters: number
  power: number
}

export interface PolynomialLROptions extends SchedulerOptions {
  /** Steps down to 0; default 5. */
  totalIters?: number
  /** The power of what is left of them; default 1. */
  power?: number
}

/**
 * Takes the rate down to 0 in `totalIters` steps, as a power of the share that is left of them.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html
 */
export class PolynomialLR extends LRScheduler<PolynomialState> {
  constructor(optimizer: AnyOptimizer, { totalIters = 5, power = 1, ...options }: PolynomialLROptions = {}) {
    super(optimizer, { total_iters: totalIters, power }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, total_iters, power } = this.state
    if (this.isInitial || last_epoch > total_iters) return this.current()
    const left = 1 - last_epoch / total_iters
    const before = 1 - (last_epoch - 1) / total_iters
    return this.current().map((lr) => lr * (left / before) ** power)
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, total_iters, power } = this.state
    return base_lrs.map((lr) => lr * (1 - Math.min(total_iters, last_epoch) / total_iters) ** power)
  }
}
