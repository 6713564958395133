import { ValueError } from '../../errors'
import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

interface WarmRestartState {
  T_0: number
  T_i: number
  T_mult: number
  eta_min: number
  T_cur: number
}

export interface CosineAnnealingWarmRestartsOptions extends SchedulerOptions {
  /** How many times as long each cycle is as the one before; a whole number from 1; default 1. */
  tMult?: number
  /** Least rate; default 0. */
  etaMin?: number
}

/**
 * Moves the rate down along a cosine and starts again at the top: first after `t0` steps, then after t0·tMult, t0·tMult², ….
 *
 * Errors: t0 or tMult that is no whole number from 1; a step below 0.
 * Source: Loshchilov and Hutter, 2017; https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html
 */
export class CosineAnnealingWarmRestarts extends LRScheduler<WarmRestartState> {
  constructor(
    optimizer: AnyOptimizer,
    t0: number,
    { tMult = 1, etaMin = 0, ...options }: CosineAnnealingWarmRestartsOptions = {},
  ) {
    if (!Number.isInteger(t0) || t0 <= 0) throw new ValueError(`Expected positive integer T_0, but got ${t0}`)
    if (!Number.isInteger(tMult) || tMult < 1)
      throw new ValueError(`Expected integer T_mult >= 1, but got ${tMult}`)
    const cur = options.lastEpoch ?? -1
    super(optimizer, { T_0: t0, T_i: t0, T_mult: tMult, eta_min: etaMin, T_cur: cur }, options)
    this.start()
  }

  protected override rates(): number[] {
    const { base_lrs, T_cur, T_i, eta_min } = this.state
    const height = (1 + Math.cos((Math.PI * T_cur) / T_i)) / 2
    return base_lrs.map((lr) => eta_min + (lr - eta_min) * height)
  }

  /** Goes on by one, or to a step, which may be a fraction: `step(epoch + batch / batches)`. */
  override step(epoch?: number): void {
    const { state } = this
    if (epoch !== undefined) this.goTo(epoch)
    else if (state.last_epoch < 0) this.goTo(0)
    else {
      state.last_epoch++
      state.T_cur++
      if (state.T_cur >= state.T_i) {
        state.T_cur -= state.T_i
        state.T_i *= state.T_mult
      }
      this.apply(this.rates())
    }
  }

  override restart(): void {
    this.goTo(0)
  }

  private goTo(epoch: number): void {
    if (!(epoch >= 0)) throw new ValueError(`Expected non-negative epoch, but got ${epoch}`)
    const { state } = this
    const { T_0, T_mult } = state
    if (epoch < T_0) {
      state.T_i = T_0
      state.T_cur = epoch
    } else if (T_mult === 1) {
      state.T_cur = epoch % T_0
    } else {
      const cycle = Math.floor(Math.log((epoch / T_0) * (T_mult - 1) + 1) / Math.log(T_mult))
      state.T_cur = epoch - (T_0 * (T_mult ** cycle - 1)) / (T_mult - 1)
      state.T_i = T_0 * T_mult ** cycle
    }
    state.last_epoch = Math.floor(epoch)
    this.apply(this.rates())
  }
}
