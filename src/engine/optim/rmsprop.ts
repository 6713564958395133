import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import {
  addTo,
  combine,
  countStep,
  descend,
  instead,
  remembered,
  rootPlus,
  updateMean,
  updateMeanSquare,
} from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface RMSpropOptions {
  /** Learning rate; default 1e-2. */
  lr?: number
  /** Decay of the mean of squared gradients; default 0.99. */
  alpha?: number
  /** Added to the denominator; default 1e-8. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** Share of the last step that is kept; default 0. */
  momentum?: number
  /** Divide by the deviation of the gradient instead of its size; default false. */
  centered?: boolean
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * RMSprop: p ← p − lr·g/(√v + eps), with v the decaying mean of g² (centered: less the squared mean of g).
 *
 * Errors: lr, alpha, eps, momentum or weightDecay below 0.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 */
export class RMSprop extends Optimizer<Required<RMSpropOptions>> {
  constructor(params: Params<Required<RMSpropOptions>>, options: RMSpropOptions = {}) {
    const full = {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
      ...options,
    }
    super(params, full, ['lr', 'eps', 'momentum', 'weightDecay', 'alpha'])
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    options: Required<RMSpropOptions>,
  ): void {
    const { lr, momentum } = options
    countStep(state)
    const denominator = spread(parameter, gradient, state, options)
    const direction = instead(denominator, combine('RealDiv', gradient, denominator))
    if (momentum === 0) {
      descend(parameter, direction, lr)
      return
    }
    const velocity = remembered(state, 'momentum_buffer', parameter)
    const kept = combine('Mul', velocity.handle, momentum)
    velocity.storage.replace(instead(kept, combine('Add', kept, direction)))
    backend.free(direction)
    addTo(parameter, velocity.handle, -lr)
  }
}

/** √v + eps. */
function spread(
  parameter: Tensor,
  gradient: Handle,
  state: ParamState,
  { alpha, eps, centered }: Required<RMSpropOptions>,
): Handle {
  const square = remembered(state, 'square_avg', parameter)
  updateMeanSquare(square, alpha, gradient)
  if (!centered) return rootPlus(square.handle, eps)
  const mean = remembered(state, 'grad_avg', parameter)
  updateMean(mean, alpha, gradient)
  const squaredMean = backend.unary('Square', mean.handle)
  const variance = instead(squaredMean, combine('Sub', square.handle, squaredMean))
  return instead(variance, rootPlus(variance, eps))
}
