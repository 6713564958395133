import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { combine, countStep, descend, instead, remembered } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface RpropOptions {
  /** The first size of each step; default 1e-2. */
  lr?: number
  /** By what a step is multiplied where the gradient turns round, and where it does not; default [0.5, 1.2]. */
  etas?: readonly [number, number]
  /** The least and the largest step; default [1e-6, 50]. */
  stepSizes?: readonly [number, number]
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * Resilient backpropagation: p ← p − s·sign(g), where the step s of each weight grows while its gradient keeps its sign, and shrinks
 * where it turns round, which also passes that step over.
 *
 * Errors: lr below 0; etas not around 1.
 * Source: Riedmiller and Braun, 1993; https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html
 */
export class Rprop extends Optimizer<Required<RpropOptions>> {
  constructor(params: Params<Required<RpropOptions>>, options: RpropOptions = {}) {
    const full: Required<RpropOptions> = {
      lr: 1e-2,
      etas: [0.5, 1.2],
      stepSizes: [1e-6, 50],
      maximize: false,
      ...options,
    }
    super(params, full, ['lr'])
    const [less, more] = full.etas
    if (!(less > 0 && less < 1 && more > 1)) throw new ValueError(`Invalid eta values: ${less}, ${more}`)
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, etas, stepSizes }: Required<RpropOptions>,
  ): void {
    countStep(state)
    const before = remembered(state, 'prev', parameter)
    const size = remembered(state, 'step_size', parameter, lr)
    const product = combine('Mul', gradient, before.handle)
    const turned = combine('Less', product, 0)
    const kept = instead(product, combine('Greater', product, 0))
    const grown = instead(kept, chosen(kept, filled(gradient, etas[1]), filled(gradient, 1)))
    const factor = chosen(turned, filled(gradient, etas[0]), grown)
    const scaled = instead(factor, combine('Mul', size.handle, factor))
    size.storage.replace(instead(scaled, backend.clip(scaled, ...stepSizes)))
    const zero = filled(gradient, 0)
    const used = instead(turned, backend.select(turned, zero, gradient))
    backend.free(zero)
    before.storage.replace(used)
    const sign = backend.unary('Sign', used)
    descend(parameter, instead(sign, combine('Mul', sign, size.handle)), 1)
  }
}

function filled({ shape }: Handle, value: number): Handle {
  return backend.fill(shape, value, 'float32')
}

/** condition ? a : b; both are freed. */
function chosen(condition: Handle, a: Handle, b: Handle): Handle {
  const result = backend.select(condition, a, b)
  backend.free(a)
  backend.free(b)
  return result
}
