import { backend } from '../backend'
import type { Tensor } from '../core/tensor'
import {
  addTo,
  combine,
  countStep,
  decayWeights,
  descend,
  effectiveGrad,
  instead,
  remembered,
  rootPlus,
  updateMean,
  updateMeanSquare,
} from './kernels'
import { atLeast, checkBetas, Optimizer, type Params, type ParamState } from './optimizer'

export interface RAdamOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** Decay of the means of gradient and squared gradient, in [0, 1); default [0.9, 0.999]. */
  betas?: readonly [number, number]
  /** Added to the denominator; default 1e-8. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** Shrink the weights themselves instead of adding the decay to the gradient; default false. */
  decoupledWeightDecay?: boolean
  /** Climb instead of descend; default false. */
  maximize?: boolean
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
    const full = {
      lr: 1e-3,
      betas: [0.9, 0.999] as const,
      eps: 1e-8,
      weightDecay: 0,
      decoupledWeightDecay: false,
      maximize: false,
      ...options,
    }
    atLeast(0, full.lr, 'learning rate')
    atLeast(0, full.eps, 'epsilon value')
    checkBetas(full.betas)
    atLeast(0, full.weightDecay, 'weight_decay value')
    super(params, full)
  }

  protected override update(
    parameter: Tensor,
    grad: Tensor,
    state: ParamState,
    options: Required<RAdamOptions>,
  ): void {
    const { lr, betas, eps, weightDecay, decoupledWeightDecay } = options
    const step = countStep(state)
    if (decoupledWeightDecay) decayWeights(parameter, lr, weightDecay)
    const added = decoupledWeightDecay ? 0 : weightDecay
    const { handle, own } = effectiveGrad(parameter, grad, added, options.maximize)
    const mean = remembered(state, 'exp_avg', parameter)
    const square = remembered(state, 'exp_avg_sq', parameter)
    updateMean(mean, betas[0], handle)
    updateMeanSquare(square, betas[1], handle)
    if (own) backend.free(handle)

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
