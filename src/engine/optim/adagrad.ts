import { backend } from '../backend'
import type { Tensor } from '../core/tensor'
import { addTo, combine, countStep, descend, effectiveGrad, instead, remembered, rootPlus } from './kernels'
import { atLeast, Optimizer, type Params, type ParamState } from './optimizer'

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
    atLeast(0, full.lr, 'learning rate')
    atLeast(0, full.lrDecay, 'lr_decay value')
    atLeast(0, full.weightDecay, 'weight_decay value')
    atLeast(0, full.initialAccumulatorValue, 'initial_accumulator_value value')
    atLeast(0, full.eps, 'epsilon value')
    super(params, full)
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
    grad: Tensor,
    state: ParamState,
    { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize }: Required<AdagradOptions>,
  ): void {
    const step = countStep(state)
    const { handle, own } = effectiveGrad(parameter, grad, weightDecay, maximize)
    const sum = remembered(state, 'sum', parameter, initialAccumulatorValue)
    const squared = backend.unary('Square', handle)
    addTo(sum, squared, 1)
    backend.free(squared)
    const denominator = rootPlus(sum.handle, eps)
    descend(
      parameter,
      instead(denominator, combine('RealDiv', handle, denominator)),
      lr / (1 + (step - 1) * lrDecay),
    )
    if (own) backend.free(handle)
  }
}
