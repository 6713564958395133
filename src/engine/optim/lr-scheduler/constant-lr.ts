import { ValueError } from '../../errors'
import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

interface ConstantState {
  factor: number
  total_iters: number
}

export interface ConstantLROptions extends SchedulerOptions {
  /** Factor of the rate, in [0, 1]; default 1/3. */
  factor?: number
  /** Steps until the rate is whole; default 5. */
  totalIters?: number
}

/**
 * Multiplies the rate by a factor for the first `totalIters` steps.
 *
 * Errors: a factor outside [0, 1].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html
 */
export class ConstantLR extends LRScheduler<ConstantState> {
  constructor(
    optimizer: AnyOptimizer,
    { factor = 1 / 3, totalIters = 5, ...options }: ConstantLROptions = {},
  ) {
    if (!(factor >= 0 && factor <= 1))
      throw new ValueError('Constant multiplicative factor expected to be between 0 and 1.')
    super(optimizer, { factor, total_iters: totalIters }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, factor, total_iters } = this.state
    if (last_epoch === 0) return this.current().map((lr) => lr * factor)
    if (last_epoch !== total_iters) return this.current()
    return this.current().map((lr) => lr * (1 / factor))
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, factor, total_iters } = this.state
    return base_lrs.map((lr) => lr * (factor + (last_epoch >= total_iters ? 1 - factor : 0)))
  }
}
