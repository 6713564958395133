import { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import type { AnyOptimizer } from './lr-scheduler'

export interface ReduceLROnPlateauOptions {
  /** Whether a smaller or a larger number is better; default 'min'. */
  mode?: 'min' | 'max'
  /** Factor of the rate, below 1; default 0.1. */
  factor?: number
  /** Steps without a better number that are let pass; default 10. */
  patience?: number
  /** By how much a number must be better to count; default 1e-4. */
  threshold?: number
  /** Whether `threshold` is a share of the best number or a difference to it; default 'rel'. */
  thresholdMode?: 'rel' | 'abs'
  /** Steps after a reduction in which none counts as bad; default 0. */
  cooldown?: number
  /** Least rate, for all groups or for each; default 0. */
  minLr?: number | readonly number[]
  /** Smaller changes of the rate are not made; default 1e-8. */
  eps?: number
}

/** What the scheduler remembers, under PyTorch's names. */
export interface PlateauState {
  factor: number
  min_lrs: number[]
  patience: number
  cooldown: number
  cooldown_counter: number
  mode: 'min' | 'max'
  threshold: number
  threshold_mode: 'rel' | 'abs'
  best: number
  num_bad_epochs: number
  mode_worse: number
  eps: number
  last_epoch: number
  _last_lr: number[]
}

/**
 * Multiplies the rate by `factor` when a number (say, the validation loss) has not become better for more than `patience`
 * steps.
 *
 * Errors: a factor from 1 on; an unknown mode; as many `minLr` as groups are expected.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
 */
export class ReduceLROnPlateau {
  private readonly state: PlateauState

  constructor(
    readonly optimizer: AnyOptimizer,
    options: ReduceLROnPlateauOptions = {},
  ) {
    const { mode = 'min', factor = 0.1, patience = 10, cooldown = 0, eps = 1e-8 } = options
    const { threshold = 1e-4, thresholdMode = 'rel', minLr = 0 } = options
    if (factor >= 1) throw new ValueError('Factor should be < 1.0.')
    if (mode !== 'min' && mode !== 'max') throw new ValueError(`mode ${String(mode)} is unknown!`)
    if (thresholdMode !== 'rel' && thresholdMode !== 'abs')
      throw new ValueError(`threshold mode ${String(thresholdMode)} is unknown!`)
    const count = optimizer.paramGroups.length
    const min_lrs = typeof minLr === 'number' ? Array.from({ length: count }, () => minLr) : [...minLr]
    if (min_lrs.length !== count) throw new ValueError(`expected ${count} min_lrs, got ${min_lrs.length}`)
    const mode_worse = mode === 'min' ? Infinity : -Infinity
    this.state = {
      factor,
      min_lrs,
      patience,
      cooldown,
      cooldown_counter: 0,
      mode,
      threshold,
      threshold_mode: thresholdMode,
      best: mode_worse,
      num_bad_epochs: 0,
      mode_worse,
      eps,
      last_epoch: 0,
      _last_lr: this.current(),
    }
  }

  /** Takes the number of this step into account. */
  step(metrics: number | Tensor): void {
    const { state } = this
    const value = metrics instanceof Tensor ? metrics.item() : metrics
    state.last_epoch++
    if (this.isBetter(value)) {
      state.best = value
      state.num_bad_epochs = 0
    } else state.num_bad_epochs++
    if (this.inCooldown) {
      state.cooldown_counter--
      state.num_bad_epochs = 0
    }
    if (state.num_bad_epochs > state.patience) {
      this.reduce()
      state.cooldown_counter = state.cooldown
      state.num_bad_epochs = 0
    }
    state._last_lr = this.current()
  }

  get inCooldown(): boolean {
    return this.state.cooldown_counter > 0
  }

  get lastEpoch(): number {
    return this.state.last_epoch
  }

  private isBetter(value: number): boolean {
    const { mode, threshold, threshold_mode, best } = this.state
    if (mode === 'min') return value < (threshold_mode === 'rel' ? best * (1 - threshold) : best - threshold)
    return value > (threshold_mode === 'rel' ? best * (1 + threshold) : best + threshold)
  }

  private reduce(): void {
    const { factor, min_lrs, eps } = this.state
    this.optimizer.paramGroups.forEach((group, i) => {
      const lower = Math.max(group.lr * factor, min_lrs[i] ?? 0)
      if (group.lr - lower > eps) group.lr = lower
    })
  }

  private current(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr)
  }

  /** The rates after the last step, one a group. */
  getLastLr(): number[] {
    return this.state._last_lr
  }

  /** What the scheduler remembers, under PyTorch's names. */
  stateDict(): PlateauState {
    return structuredClone(this.state)
  }

  loadStateDict(state: Partial<PlateauState>): void {
    Object.assign(this.state, structuredClone(state))
  }
}
