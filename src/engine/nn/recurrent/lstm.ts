import type { Tensor } from '../../core/tensor'
import { lstm } from '../../ops/recurrent/cells'
import { RecurrentBase, type RecurrentOptions } from './recurrent-base'
import { builder } from '../node-builder'
import { recurrent, type RecurrentParams } from './recurrent-params'

export interface LSTMOptions extends RecurrentOptions {
  /** Only 0, no projection of the hidden state, is supported. */
  projSize?: number
}

/**
 * Long short-term memory in one or more layers: cₜ = f·cₜ₋₁ + i·g, hₜ = o·tanh(cₜ).
 *
 * Shape: input (L, N, H_in), h_0 and c_0 (D·num_layers, N, H) or zeros → output (L, N, D·H), [h_n, c_n]; as RNN.
 * Errors: proj_size other than 0 → not supported.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
export class LSTM extends RecurrentBase {
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    super(lstm, inputSize, hiddenSize, options)
  }

  override forward(
    x: Tensor,
    hx: readonly [h0: Tensor, c0: Tensor] | null = null,
  ): [output: Tensor, last: [hN: Tensor, cN: Tensor]] {
    const { output, last } = this.run(x, hx)
    return [output, last as [Tensor, Tensor]]
  }
}

/** How a graph makes and runs it. */
export const lstmBuilders = {
  LSTM: builder<RecurrentParams>({
    module: recurrent(LSTM),
    call: (module, { input, h_0: h, c_0: c }) => {
      const [output, last] = (module as LSTM).call(input!, h && c ? [h, c] : null)
      return [output, ...last]
    },
  }),
}
