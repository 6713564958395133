import { backend } from '../backend'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import { addTo, combine, countStep, descend, instead, remembered, rootPlus } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface AdagradOptions {
  /** Learning rate; default 1e-2. */
  lr?: number
  /** The rate falls as lr/(1 + (step − 1)·lrDecay); default 0. */
  lrDecay?: number
  /** Default 0. */
  weightDecay?: number
  /** What the sum of squares starts with; default 0. */
  initialAccumulatorValue?: number
  /** Added to the denominator; default 1e-10. */
  eps?: number
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/**
 * Adagrad: p ← p − lr/(1 + (t − 1)·lrDecay)·g/(√s + eps), with s the sum of all g² so far.
 *
 * Errors: lr, lrDecay, weightDecay, initialAccumulatorValue or eps below 0.
 * Source: Duchi et al., 2011; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html
 */
export class Adagrad extends Optimizer<Required<AdagradOptions>> {
  constructor(params: Params<Required<AdagradOptions>>, options: AdagradOptions = {}) {
    const full = {
      lr: 1e-2,
      lrDecay: 0,
      weightDecay: 0,
      initialAccumulatorValue: 0,
      eps: 1e-10,
      maximize: false,
      ...options,
    }
    super(params, full, ['lr', 'lrDecay', 'weightDecay', 'initialAccumulatorValue', 'eps'])
  }

  /** Its state is there from the start, as PyTorch's. */
  override addParamGroup(group: { params: Iterable<Tensor> } & Partial<Required<AdagradOptions>>): void {
    super.addParamGroup(group)
    const { params, initialAccumulatorValue } = this.paramGroups.at(-1)!
    for (const parameter of params) {
      const state: ParamState = { step: 0 }
      remembered(state, 'sum', parameter, initialAccumulatorValue)
      this.state.set(parameter, state)
    }
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    { lr, lrDecay, initialAccumulatorValue, eps }: Required<AdagradOptions>,
  ): void {
    const step = countStep(state)
    const sum = remembered(state, 'sum', parameter, initialAccumulatorValue)
    const squared = backend.unary('Square', gradient)
    addTo(sum, squared, 1)
    backend.free(squared)
    const denominator = rootPlus(sum.handle, eps)
    descend(
      parameter,
      instead(denominator, combine('RealDiv', gradient, denominator)),
      lr / (1 + (step - 1) * lrDecay),
    )
  }
}
