import { backend } from '../backend'
import type { Tensor } from '../core/tensor'
import {
  blend,
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

export interface NAdamOptions {
  /** Learning rate; default 2e-3. */
  lr?: number
  /** Decay of the means of gradient and squared gradient, in [0, 1); default [0.9, 0.999]. */
  betas?: readonly [number, number]
  /** Added to the denominator; default 1e-8. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** How fast the momentum comes to its full strength; default 4e-3. */
  momentumDecay?: number
  /** Shrink the weights themselves instead of adding the decay to the gradient; default false. */
  decoupledWeightDecay?: boolean
  /** Climb instead of descend; default false. */
  maximize?: boolean
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
    const full = {
      lr: 2e-3,
      betas: [0.9, 0.999] as const,
      eps: 1e-8,
      weightDecay: 0,
      momentumDecay: 4e-3,
      decoupledWeightDecay: false,
      maximize: false,
      ...options,
    }
    atLeast(0, full.lr, 'learning rate')
    atLeast(0, full.eps, 'epsilon value')
    checkBetas(full.betas)
    atLeast(0, full.weightDecay, 'weight_decay value')
    atLeast(0, full.momentumDecay, 'momentum_decay value')
    super(params, full)
  }

  protected override update(
    parameter: Tensor,
    grad: Tensor,
    state: ParamState,
    options: Required<NAdamOptions>,
  ): void {
    const { lr, betas, eps, weightDecay, momentumDecay, decoupledWeightDecay } = options
    const step = countStep(state)
    const momentum = (at: number): number => betas[0] * (1 - 0.5 * 0.96 ** (at * momentumDecay))
    const [now, next] = [momentum(step), momentum(step + 1)]
    // PyTorch holds the product in float32.
    const product = Math.fround(((state.mu_product as number | undefined) ?? 1) * Math.fround(now))
    state.mu_product = product

    if (decoupledWeightDecay) decayWeights(parameter, lr, weightDecay)
    const added = decoupledWeightDecay ? 0 : weightDecay
    const { handle, own } = effectiveGrad(parameter, grad, added, options.maximize)
    const mean = remembered(state, 'exp_avg', parameter)
    const square = remembered(state, 'exp_avg_sq', parameter)
    updateMean(mean, betas[0], handle)
    updateMeanSquare(square, betas[1], handle)
    // √v̂ + eps with the correction taken out of the division: one kernel less.
    const root = Math.sqrt(1 - betas[1] ** step)
    const denominator = rootPlus(square.handle, eps * root)
    const ahead = blend(handle, (1 - now) / (1 - product), mean.handle, next / (1 - product * next))
    const direction = instead(ahead, combine('RealDiv', ahead, denominator))
    backend.free(denominator)
    descend(parameter, direction, lr * root)
    if (own) backend.free(handle)
  }
}
