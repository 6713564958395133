import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import {
  addTo,
  combine,
  countStep,
  descend,
  instead,
  remembered,
  rootPlus,
  updateMean,
  updateMeanSquare,
} from './kernels'
import { MOMENTS, Optimizer, type MomentOptions, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface RAdamOptions extends MomentOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** Shrink the weights themselves instead of adding the decay to the gradient; default false. */
  decoupledWeightDecay?: boolean
}

/**
 * Rectified Adam: p ← p − lr·m̂·r·√(1 − β₂ᵗ)/(√v + eps) once the mean of squares rests on enough steps (ρₜ > 5), before that
 * p ← p − lr·m̂.
 *
 * Errors: lr, eps or weightDecay below 0; a beta outside [0, 1).
 * Source: Liu et al., 2020; https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html
 */
export class RAdam extends Optimizer<Required<RAdamOptions>> {
  constructor(params: Params<Required<RAdamOptions>>, options: RAdamOptions = {}) {
    super(params, { lr: 1e-3, ...MOMENTS, decoupledWeightDecay: false, ...options })
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, betas, eps }: Required<RAdamOptions>,
  ): void {
    const step = countStep(state)
    const mean = remembered(state, 'exp_avg', parameter)
    const square = remembered(state, 'exp_avg_sq', parameter)
    updateMean(mean, betas[0], gradient)
    updateMeanSquare(square, betas[1], gradient)

    const size = lr / (1 - betas[0] ** step)
    const trust = rectification(betas[1], step)
    if (trust === null) {
      addTo(parameter, mean.handle, -size)
      return
    }
    const denominator = rootPlus(square.handle, eps)
    const direction = instead(denominator, combine('RealDiv', mean.handle, denominator))
    descend(parameter, direction, size * trust)
  }
}

/** r·√(1 − β₂ᵗ); null while too few steps went into the mean of squares. */
function rectification(beta: number, step: number): number | null {
  const correction = 1 - beta ** step
  const longest = 2 / (1 - beta) - 1
  const length = longest - (2 * step * beta ** step) / correction
  if (length <= 5) return null
  const above = (length - 4) * (length - 2) * longest
  const below = (longest - 4) * (longest - 2) * length
  return Math.sqrt((above / below) * correction)
}
