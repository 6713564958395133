import { backend } from '../backend'
import type { Tensor } from '../core/tensor'
import { combine, countStep, descend, effectiveGrad, instead, remembered, updateMean } from './kernels'
import { atLeast, checkBetas, Optimizer, type Params, type ParamState } from './optimizer'

export interface AdamaxOptions {
  /** Learning rate; default 2e-3. */
  lr?: number
  /** Decay of the mean of the gradient and of its largest size, in [0, 1); default [0.9, 0.999]. */
  betas?: readonly [number, number]
  /** Added to the size of the gradient; default 1e-8. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * Adamax: p ← p − lr/(1 − β₁ᵗ)·m/u, with m the decaying mean of g and u ← max(β₂·u, |g| + eps).
 *
 * Errors: lr, eps or weightDecay below 0; a beta outside [0, 1).
 * Source: Kingma and Ba, 2015; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html
 */
export class Adamax extends Optimizer<Required<AdamaxOptions>> {
  constructor(params: Params<Required<AdamaxOptions>>, options: AdamaxOptions = {}) {
    const full = {
      lr: 2e-3,
      betas: [0.9, 0.999] as const,
      eps: 1e-8,
      weightDecay: 0,
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
    { lr, betas, eps, weightDecay, maximize }: Required<AdamaxOptions>,
  ): void {
    const step = countStep(state)
    const { handle, own } = effectiveGrad(parameter, grad, weightDecay, maximize)
    const mean = remembered(state, 'exp_avg', parameter)
    const largest = remembered(state, 'exp_inf', parameter)
    updateMean(mean, betas[0], handle)
    const size = backend.unary('Abs', handle)
    if (own) backend.free(handle)
    const safe = instead(size, combine('Add', size, eps))
    const faded = combine('Mul', largest.handle, betas[1])
    largest.storage.replace(combine('Maximum', faded, safe))
    backend.free(faded)
    backend.free(safe)
    descend(parameter, combine('RealDiv', mean.handle, largest.handle), lr / (1 - betas[0] ** step))
  }
}
