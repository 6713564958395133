/** How the engine makes and calls the layers that read sequences. */
import * as nn from '../nn'
import { builder, options } from './node-builder'
import type { NodeBuilder } from './node-builder'

interface Recurrent {
  input_size: number
  hidden_size: number
}

function recurrent<M>(make: (input: number, hidden: number, options: object) => M) {
  return ({ input_size: input, hidden_size: hidden, ...rest }: Recurrent): M =>
    make(input, hidden, options(rest))
}

export const sequenceBuilders: Record<string, NodeBuilder> = {
  RNN: builder<Recurrent>({
    module: recurrent((...args) => new nn.RNN(...args)),
    call: (module, { input, hx }) => (module as nn.RNN).call(input!, hx ?? null),
  }),
  GRU: builder<Recurrent>({
    module: recurrent((...args) => new nn.GRU(...args)),
    call: (module, { input, hx }) => (module as nn.GRU).call(input!, hx ?? null),
  }),
  LSTM: builder<Recurrent>({
    module: recurrent((...args) => new nn.LSTM(...args)),
    call: (module, { input, h_0: h, c_0: c }) => {
      const [output, last] = (module as nn.LSTM).call(input!, h && c ? [h, c] : null)
      return [output, ...last]
    },
  }),
}
