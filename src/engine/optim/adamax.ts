import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import { combine, countStep, descend, instead, remembered, updateMean } from './kernels'
import { MOMENTS, Optimizer, type MomentOptions, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface AdamaxOptions extends MomentOptions {
  /** Learning rate; default 2e-3. */
  lr?: number
}

/**
 * Adamax: p ← p − lr/(1 − β₁ᵗ)·m/u, with m the decaying mean of g and u ← max(β₂·u, |g| + eps).
 *
 * Errors: lr, eps or weightDecay below 0; a beta outside [0, 1).
 * Source: Kingma and Ba, 2015; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html
 */
export class Adamax extends Optimizer<Required<AdamaxOptions>> {
  constructor(params: Params<Required<AdamaxOptions>>, options: AdamaxOptions = {}) {
    super(params, { lr: 2e-3, ...MOMENTS, ...options })
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, betas, eps }: Required<AdamaxOptions>,
  ): void {
    const step = countStep(state)
    const mean = remembered(state, 'exp_avg', parameter)
    const largest = remembered(state, 'exp_inf', parameter)
    updateMean(mean, betas[0], gradient)
    const size = backend.unary('Abs', gradient)
    const safe = instead(size, combine('Add', size, eps))
    const faded = combine('Mul', largest.handle, betas[1])
    largest.storage.replace(combine('Maximum', faded, safe))
    backend.free(faded)
    backend.free(safe)
    descend(parameter, combine('RealDiv', mean.handle, largest.handle), lr / (1 - betas[0] ** step))
  }
}
