import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

interface CosineState {
  T_max: number
  eta_min: number
}

export interface CosineAnnealingLROptions extends SchedulerOptions {
  /** Least rate; default 0. */
  etaMin?: number
}

/**
 * Moves the rate along a cosine: etaMin + ½·(lr − etaMin)·(1 + cos(π·t/tMax)), down over `tMax` steps and up again.
 *
 * Source: Loshchilov and Hutter, 2017; https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
 */
export class CosineAnnealingLR extends LRScheduler<CosineState> {
  constructor(
    optimizer: AnyOptimizer,
    tMax: number,
    { etaMin = 0, ...options }: CosineAnnealingLROptions = {},
  ) {
    super(optimizer, { T_max: tMax, eta_min: etaMin }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { last_epoch, _step_count, base_lrs, T_max, eta_min } = this.state
    if (this.isInitial) return this.current()
    if (_step_count === 1 && last_epoch > 0) return this.ratesFromStart()
    if ((last_epoch - 1 - T_max) % (2 * T_max) === 0) {
      const up = (1 - Math.cos(Math.PI / T_max)) / 2
      return this.current().map((lr, i) => lr + (base_lrs[i]! - eta_min) * up)
    }
    const now = 1 + Math.cos((Math.PI * last_epoch) / T_max)
    const before = 1 + Math.cos((Math.PI * (last_epoch - 1)) / T_max)
    return this.current().map((lr) => (now / before) * (lr - eta_min) + eta_min)
  }

  protected override ratesFromStart(): number[] {
    const { base_lrs, last_epoch, T_max, eta_min } = this.state
    const height = (1 + Math.cos((Math.PI * last_epoch) / T_max)) / 2
    return base_lrs.map((lr) => eta_min + (lr - eta_min) * height)
  }
}
