import { backend } from '../backend'
import type { Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import {
  combine,
  countStep,
  descend,
  effectiveGrad,
  instead,
  remembered,
  rootOfSum,
  updateMeanSquare,
} from './kernels'
import { atLeast, Optimizer, type Params, type ParamState } from './optimizer'

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
    atLeast(0, full.lr, 'learning rate')
    if (!(full.rho >= 0 && full.rho <= 1)) throw new ValueError(`Invalid rho value: ${full.rho}`)
    atLeast(0, full.eps, 'epsilon value')
    atLeast(0, full.weightDecay, 'weight_decay value')
    super(params, full)
  }

  protected override update(
    parameter: Tensor,
    grad: Tensor,
    state: ParamState,
    { lr, rho, eps, weightDecay, maximize }: Required<AdadeltaOptions>,
  ): void {
    countStep(state)
    const { handle, own } = effectiveGrad(parameter, grad, weightDecay, maximize)
    const square = remembered(state, 'square_avg', parameter)
    const steps = remembered(state, 'acc_delta', parameter)
    updateMeanSquare(square, rho, handle)
    const below = rootOfSum(square.handle, eps)
    const above = rootOfSum(steps.handle, eps)
    const ratio = instead(above, combine('RealDiv', above, below))
    backend.free(below)
    const delta = instead(ratio, combine('Mul', ratio, handle))
    updateMeanSquare(steps, rho, delta)
    descend(parameter, delta, lr)
    if (own) backend.free(handle)
  }
}
