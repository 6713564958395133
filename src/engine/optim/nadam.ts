import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import {
  blend,
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

export interface NAdamOptions extends MomentOptions {
  /** Learning rate; default 2e-3. */
  lr?: number
  /** How fast the momentum comes to its full strength; default 4e-3. */
  momentumDecay?: number
  /** Shrink the weights themselves instead of adding the decay to the gradient; default false. */
  decoupledWeightDecay?: boolean
}

/**
 * Adam with Nesterov momentum: p ← p − lr·(g·(1 − μₜ)/(1 − ∏μ) + m·μₜ₊₁/(1 − ∏μ·μₜ₊₁))/(√v̂ + eps), with
 * μₜ = β₁·(1 − ½·0.96^(t·momentumDecay)).
 *
 * Errors: lr, eps, weightDecay or momentumDecay below 0; a beta outside [0, 1).
 * Source: Dozat, 2016; https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html
 */
export class NAdam extends Optimizer<Required<NAdamOptions>> {
  constructor(params: Params<Required<NAdamOptions>>, options: NAdamOptions = {}) {
    super(params, { lr: 2e-3, ...MOMENTS, momentumDecay: 4e-3, decoupledWeightDecay: false, ...options }, [
      'lr',
      'eps',
      'betas',
      'weightDecay',
      'momentumDecay',
    ])
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, betas, eps, momentumDecay }: Required<NAdamOptions>,
  ): void {
    const step = countStep(state)
    const momentum = (at: number): number => betas[0] * (1 - 0.5 * 0.96 ** (at * momentumDecay))
    const [now, next] = [momentum(step), momentum(step + 1)]
    // PyTorch holds the product in float32.
    const product = Math.fround(((state.mu_product as number | undefined) ?? 1) * Math.fround(now))
    state.mu_product = product

    const mean = remembered(state, 'exp_avg', parameter)
    const square = remembered(state, 'exp_avg_sq', parameter)
    updateMean(mean, betas[0], gradient)
    updateMeanSquare(square, betas[1], gradient)
    // √v̂ + eps with the correction taken out of the division: one kernel less.
    const root = Math.sqrt(1 - betas[1] ** step)
    const denominator = rootPlus(square.handle, eps * root)
    const ahead = blend(gradient, (1 - now) / (1 - product), mean.handle, next / (1 - product * next))
    const direction = instead(ahead, combine('RealDiv', ahead, denominator))
    backend.free(denominator)
    descend(parameter, direction, lr * root)
  }
}
