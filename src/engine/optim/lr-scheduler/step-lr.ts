import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

interface StepState {
  step_size: number
  gamma: number
}

export interface StepLROptions extends SchedulerOptions {
  /** Factor; default 0.1. */
  gamma?: number
}

/**
 * Multiplies the rate by gamma every `stepSize` steps.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
 */
export class StepLR extends LRScheduler<StepState> {
  constructor(optimizer: AnyOptimizer, stepSize: number, { gamma = 0.1, ...options }: StepLROptions = {}) {
    super(optimizer, { step_size: stepSize, gamma }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, step_size, gamma } = this.state
    const same = last_epoch === 0 || last_epoch % step_size !== 0
    return this.current().map((lr) => (same ? lr : lr * gamma))
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, step_size, gamma } = this.state
    return base_lrs.map((lr) => lr * gamma ** Math.floor(last_epoch / step_size))
  }
}
