import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import { combine, countStep, descend, instead, remembered, rootOfSum, updateMeanSquare } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface AdadeltaOptions {
  /** Factor of the step; default 1. */
  lr?: number
  /** Decay of the means of squared gradients and squared steps, in [0, 1]; default 0.9. */
  rho?: number
  /** Added under the roots; default 1e-6. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * Adadelta: p ← p − lr·Δ with Δ = g·√(u + eps)/√(v + eps), v the decaying mean of g² and u that of Δ².
 *
 * Errors: lr, eps or weightDecay below 0; rho outside [0, 1].
 * Source: Zeiler, 2012; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html
 */
export class Adadelta extends Optimizer<Required<AdadeltaOptions>> {
  constructor(params: Params<Required<AdadeltaOptions>>, options: AdadeltaOptions = {}) {
    const full = { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false, ...options }
    super(params, full, ['lr', 'rho', 'eps', 'weightDecay'])
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, rho, eps }: Required<AdadeltaOptions>,
  ): void {
    countStep(state)
    const square = remembered(state, 'square_avg', parameter)
    const steps = remembered(state, 'acc_delta', parameter)
    updateMeanSquare(square, rho, gradient)
    const below = rootOfSum(square.handle, eps)
    const above = rootOfSum(steps.handle, eps)
    const ratio = instead(above, combine('RealDiv', above, below))
    backend.free(below)
    const delta = instead(ratio, combine('Mul', ratio, gradient))
    updateMeanSquare(steps, rho, delta)
    descend(parameter, delta, lr)
  }
}
