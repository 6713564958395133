import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import { addTo, combine, countStep, remembered } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface ASGDOptions {
  /** Learning rate; default 1e-2. */
  lr?: number
  /** How fast the weights shrink, and with `alpha` the rate; default 1e-4. */
  lambd?: number
  /** The power by which the rate falls; default 0.75. */
  alpha?: number
  /** The step after which the mean of all weights since is taken; default 1e6. */
  t0?: number
  /** Default 0. */
  weightDecay?: number
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * Averaged gradient descent: p ← p·(1 − lambd·η) − η·g with η = lr/(1 + lambd·lr·t)^alpha; `ax` in the state is p up to step t₀, then
 * the mean of p since. As in PyTorch, the mean is remembered, and p is what is trained.
 *
 * Errors: lr, lambd, alpha or weightDecay below 0.
 * Source: Polyak and Juditsky, 1992; https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html
 */
export class ASGD extends Optimizer<Required<ASGDOptions>> {
  constructor(params: Params<Required<ASGDOptions>>, options: ASGDOptions = {}) {
    const full = { lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0, maximize: false, ...options }
    super(params, full, ['lr', 'lambd', 'alpha', 'weightDecay'])
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, lambd, alpha, t0 }: Required<ASGDOptions>,
  ): void {
    const step = countStep(state)
    const rate = (state.eta as number | undefined) ?? Math.fround(lr)
    const share = (state.mu as number | undefined) ?? 1
    const mean = remembered(state, 'ax', parameter)
    parameter.storage.replace(combine('Mul', parameter.handle, 1 - lambd * rate))
    addTo(parameter, gradient, -rate)
    if (share === 1) mean.storage.replace(combine('Mul', parameter.handle, 1))
    else {
      const way = combine('Sub', parameter.handle, mean.handle)
      addTo(mean, way, share)
      backend.free(way)
    }
    // PyTorch holds both in float32.
    state.eta = Math.fround(lr / (1 + lambd * lr * step) ** alpha)
    state.mu = Math.fround(1 / Math.max(1, step - t0))
  }
}
