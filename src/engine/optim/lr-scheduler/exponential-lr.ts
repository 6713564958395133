import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

/**
 * Multiplies the rate by gamma at every step.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
 */
export class ExponentialLR extends LRScheduler<{ gamma: number }> {
  constructor(optimizer: AnyOptimizer, gamma: number, options: SchedulerOptions = {}) {
    super(optimizer, { gamma }, options)
    this.start()
  }

  protected override rates(): number[] {
    return this.current().map((lr) => (this.isInitial ? lr : lr * this.state.gamma))
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, gamma } = this.state
    return base_lrs.map((lr) => lr * gamma ** last_epoch)
  }
}
