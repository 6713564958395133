import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import {
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

export interface AdamOptions extends MomentOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** Divide by the largest mean of squares so far; default false. */
  amsgrad?: boolean
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
    super(params, { lr: 1e-3, ...MOMENTS, amsgrad: false, decoupledWeightDecay: false, ...options })
  }

  protected override update(
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
}
