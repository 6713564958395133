import { backend } from '../backend'
import type { Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { addScaled, blend, combine, effectiveGrad, instead, zeroState } from './kernels'
import { atLeast, Optimizer, stateTensor, type Params, type ParamState } from './optimizer'

export interface AdamOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** Decay of the means of gradient and squared gradient; default [0.9, 0.999]. */
  betas?: readonly [number, number]
  /** Added to the denominator; default 1e-8. */
  eps?: number
  weightDecay?: number
  /** Divide by the largest mean so far; default false. */
  amsgrad?: boolean
  maximize?: boolean
}

/**
 * Adam: p ← p − lr·m̂/(√v̂ + eps), with m and v the decaying means of g and g², corrected for their start at zero.
 *
 * Source: Kingma and Ba, 2015; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html
 */
export class Adam extends Optimizer<Required<AdamOptions>> {
  constructor(params: Params<Required<AdamOptions>>, options: AdamOptions = {}) {
    super(params, adamDefaults(options, 0))
  }

  protected override update(
    parameter: Tensor,
    grad: Tensor,
    state: ParamState,
    options: Required<AdamOptions>,
  ): void {
    const { handle, own } = effectiveGrad(parameter, grad, options.weightDecay, options.maximize)
    adamUpdate(parameter, handle, state, options)
    if (own) backend.free(handle)
  }
}

/** Fills in and checks the options of Adam and its kin. */
export function adamDefaults(options: AdamOptions, weightDecay: number): Required<AdamOptions> {
  const full = {
    lr: 1e-3,
    betas: [0.9, 0.999] as const,
    eps: 1e-8,
    weightDecay,
    amsgrad: false,
    maximize: false,
    ...options,
  }
  atLeast(0, full.lr, 'learning rate')
  atLeast(0, full.eps, 'epsilon value')
  atLeast(0, full.weightDecay, 'weight_decay value')
  full.betas.forEach((beta, i) => {
    if (!(beta >= 0 && beta < 1)) throw new ValueError(`Invalid beta parameter at index ${i}: ${beta}`)
  })
  return full
}

/** One step of Adam with a gradient that already has weight decay in it. */
export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor['handle'],
  state: ParamState,
  { lr, betas, eps, amsgrad }: Required<AdamOptions>,
): void {
  const step = ((state.step as number | undefined) ?? 0) + 1
  state.step = step
  state.exp_avg ??= zeroState(parameter)
  state.exp_avg_sq ??= zeroState(parameter)
  const mean = stateTensor(state, 'exp_avg')
  const square = stateTensor(state, 'exp_avg_sq')
  mean.storage.replace(blend(mean.handle, betas[0], gradient, 1 - betas[0]))
  const squared = backend.unary('Square', gradient)
  square.storage.replace(blend(square.handle, betas[1], squared, 1 - betas[1]))
  backend.free(squared)
  let largest = square
  if (amsgrad) {
    state.max_exp_avg_sq ??= zeroState(parameter)
    largest = stateTensor(state, 'max_exp_avg_sq')
    largest.storage.replace(combine('Maximum', largest.handle, square.handle))
  }
  const root = backend.unary('Sqrt', largest.handle)
  const scaled = instead(root, combine('RealDiv', root, Math.sqrt(1 - betas[1] ** step)))
  const denominator = instead(scaled, combine('Add', scaled, eps))
  const direction = combine('RealDiv', mean.handle, denominator)
  parameter.storage.replace(addScaled(parameter.handle, direction, -lr / (1 - betas[0] ** step)))
  backend.free(denominator)
  backend.free(direction)
}
