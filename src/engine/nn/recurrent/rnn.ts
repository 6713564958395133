import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { rnnRelu, rnnTanh } from '../../ops/recurrent/cells'
import { RecurrentBase, type RecurrentOptions } from './recurrent-base'
import { builder } from '../node-builder'
import { recurrent, type RecurrentParams } from './recurrent-params'

export interface RNNOptions extends RecurrentOptions {
  /** Default tanh. */
  nonlinearity?: 'tanh' | 'relu'
}

/**
 * hₜ = tanh(xₜ·W_ihᵀ + b_ih + hₜ₋₁·W_hhᵀ + b_hh), or ReLU, in one or more layers.
 *
 * Shape: input (L, N, H_in), h_0 (D·num_layers, N, H) or zeros → output (L, N, D·H), h_n (D·num_layers, N, H) with D = 2 where
 * bidirectional, else 1; (N, L, *) where batch_first; without N: no batch.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html
 */
export class RNN extends RecurrentBase {
  readonly nonlinearity: 'tanh' | 'relu'

  constructor(inputSize: number, hiddenSize: number, { nonlinearity = 'tanh', ...rest }: RNNOptions = {}) {
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu')
      throw new ValueError(`Unknown nonlinearity '${String(nonlinearity)}'. Select from 'tanh' or 'relu'.`)
    super(nonlinearity === 'tanh' ? rnnTanh : rnnRelu, inputSize, hiddenSize, rest)
    this.nonlinearity = nonlinearity
  }

  override forward(x: Tensor, hx: Tensor | null = null): [output: Tensor, hN: Tensor] {
    const { output, last } = this.run(x, hx && [hx])
    return [output, last[0]!]
  }
}

/** How a graph makes and runs it. */
export const rnnBuilders = {
  RNN: builder<RecurrentParams>({
    module: recurrent(RNN),
    call: (module, { input, hx }) => (module as RNN).call(input!, hx ?? null),
  }),
}
