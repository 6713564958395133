import type { Tensor } from '../../core/tensor'
import { gru } from '../../ops/recurrent/cells'
import { RecurrentBase, type RecurrentOptions } from './recurrent-base'
import { builder } from '../node-builder'
import { recurrent, type RecurrentParams } from './recurrent-params'

/**
 * Gated recurrent units in one or more layers: hₜ = (1 − z)·n + z·hₜ₋₁ with n = tanh(W_in x + b_in + r·(W_hn h + b_hn)).
 *
 * Shape: as RNN.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html
 */
export class GRU extends RecurrentBase {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(gru, inputSize, hiddenSize, options)
  }

  override forward(x: Tensor, hx: Tensor | null = null): [output: Tensor, hN: Tensor] {
    const { output, last } = this.run(x, hx && [hx])
    return [output, last[0]!]
  }
}

/** How a graph makes and runs it. */
export const gruBuilders = {
  GRU: builder<RecurrentParams>({
    module: recurrent(GRU),
    call: (module, { input, hx }) => (module as GRU).call(input!, hx ?? null),
  }),
}
