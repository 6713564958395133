import { backend } from '../backend'
import type { Handle } from '../backend/types'
import { Storage } from '../core/storage'
import { keep, Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { addScaled, addTo, blend, descend, remembered } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface SgdOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** Share of the last step that is kept; default 0. */
  momentum?: number
  /** How much less of the gradient goes into the momentum; default 0. */
  dampening?: number
  /** Default 0. */
  weightDecay?: number
  /** Look ahead along the momentum; default false. */
  nesterov?: boolean
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * Stochastic gradient descent: v ← momentum·v + (1 − dampening)·g, p ← p − lr·v, with g = gradient + weightDecay·p.
 *
 * Errors: Nesterov momentum without momentum or with dampening.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export class SGD extends Optimizer<Required<SgdOptions>> {
  constructor(params: Params<Required<SgdOptions>>, options: SgdOptions = {}) {
    const full = {
      lr: 1e-3,
      momentum: 0,
      dampening: 0,
      weightDecay: 0,
      nesterov: false,
      maximize: false,
      ...options,
    }
    super(params, full, ['lr', 'momentum', 'weightDecay'])
    if (full.nesterov && (full.momentum <= 0 || full.dampening !== 0)) {
      throw new ValueError('Nesterov momentum requires a momentum and zero dampening')
    }
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    options: Required<SgdOptions>,
  ): void {
    const { lr, momentum, dampening, nesterov } = options
    if (momentum === 0) addTo(parameter, gradient, -lr)
    else if (backend.updates && dampening === 0) {
      const velocity = remembered(state, 'momentum_buffer', parameter)
      backend.updates.momentum(parameter.storage.own(), velocity.storage.own(), gradient, options)
    } else {
      const velocity = nextVelocity(parameter, gradient, state, options)
      if (nesterov) descend(parameter, addScaled(gradient, velocity.handle, momentum), lr)
      else addTo(parameter, velocity.handle, -lr)
    }
  }
}

function nextVelocity(
  parameter: Tensor,
  gradient: Handle,
  state: ParamState,
  { momentum, dampening }: Required<SgdOptions>,
): Tensor {
  if (state.momentum_buffer instanceof Tensor) {
    const before = remembered(state, 'momentum_buffer', parameter)
    before.storage.replace(blend(before.handle, momentum, gradient, 1 - dampening))
    return before
  }
  gradient.refs++
  const first = keep(new Tensor(new Storage(gradient), parameter.shape, parameter.dtype, parameter.layout))
  state.momentum_buffer = first
  return first
}
