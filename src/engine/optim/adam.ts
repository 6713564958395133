import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import {
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

export interface AdamOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** Decay of the means of gradient and squared gradient, in [0, 1); default [0.9, 0.999]. */
  betas?: readonly [number, number]
  /** Added to the denominator; default 1e-8. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** Divide by the largest mean of squares so far; default false. */
  amsgrad?: boolean
  /** Climb instead of descend; default false. */
  maximize?: boolean
  /** Shrink the weights themselves instead of adding the decay to the gradient, as AdamW; default false. */
  decoupledWeightDecay?: boolean
}

/**
 * Adam: p ← p − lr·m̂/(√v̂ + eps), with m and v the decaying means of g and g², corrected for their start at zero.
 *
 * Errors: lr, eps or weightDecay below 0; a beta outside [0, 1).
 * Source: Kingma and Ba, 2015; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html
 */
export class Adam extends Optimizer<Required<AdamOptions>> {
  constructor(params: Params<Required<AdamOptions>>, options: AdamOptions = {}) {
    const full = {
      lr: 1e-3,
      betas: [0.9, 0.999] as const,
      eps: 1e-8,
      weightDecay: 0,
      amsgrad: false,
      maximize: false,
      decoupledWeightDecay: false,
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
    options: Required<AdamOptions>,
  ): void {
    const { lr, weightDecay, decoupledWeightDecay } = options
    if (decoupledWeightDecay) decayWeights(parameter, lr, weightDecay)
    const added = decoupledWeightDecay ? 0 : weightDecay
    const { handle, own } = effectiveGrad(parameter, grad, added, options.maximize)
    adamUpdate(parameter, handle, state, options)
    if (own) backend.free(handle)
  }
}

/** One step of Adam with a gradient that already has weight decay in it. */
function adamUpdate(
  parameter: Tensor,
  gradient: Handle,
  state: ParamState,
  { lr, betas, eps, amsgrad }: Required<AdamOptions>,
): void {
  const step = countStep(state)
  const mean = remembered(state, 'exp_avg', parameter)
  const square = remembered(state, 'exp_avg_sq', parameter)
  updateMean(mean, betas[0], gradient)
  updateMeanSquare(square, betas[1], gradient)
  let largest = square
  if (amsgrad) {
    largest = remembered(state, 'max_exp_avg_sq', parameter)
    largest.storage.replace(combine('Maximum', largest.handle, square.handle))
  }
  // m̂/(√v̂ + eps) with both corrections taken out of the division: one kernel less.
  const root = Math.sqrt(1 - betas[1] ** step)
  const denominator = rootPlus(largest.handle, eps * root)
  const direction = instead(denominator, combine('RealDiv', mean.handle, denominator))
  descend(parameter, direction, (lr * root) / (1 - betas[0] ** step))
}
