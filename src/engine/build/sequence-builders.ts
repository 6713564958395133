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

interface Attention {
  embed_dim: number
  num_heads: number
  dropout: number
  bias: boolean
  kdim: number | null
  vdim: number | null
  batch_first: boolean
  need_weights: boolean
  average_attn_weights: boolean
}

interface EncoderLayer {
  d_model: number
  nhead: number
}

function encoderLayer({ d_model: size, nhead: heads, ...rest }: EncoderLayer): nn.TransformerEncoderLayer {
  return new nn.TransformerEncoderLayer(size, heads, options(rest))
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
  MultiheadAttention: builder<Attention>({
    module: ({ embed_dim: size, num_heads: heads, batch_first: batchFirst, ...rest }) =>
      new nn.MultiheadAttention(size, heads, { ...rest, batchFirst }),
    call: (module, inputs, { need_weights: needWeights, average_attn_weights: averageAttnWeights }) => {
      const { query, key, value, attn_mask: attnMask, key_padding_mask: keyPaddingMask } = inputs
      const more = { attnMask, keyPaddingMask, needWeights, averageAttnWeights }
      const [output, weights] = (module as nn.MultiheadAttention).call(query!, key!, value!, more)
      return weights ? [output, weights] : output
    },
  }),
  TransformerEncoderLayer: builder<EncoderLayer>({
    module: encoderLayer,
    call: (module, { src, src_mask: srcMask, src_key_padding_mask: srcKeyPaddingMask }) =>
      (module as nn.TransformerEncoderLayer).call(src!, { srcMask, srcKeyPaddingMask }),
  }),
  TransformerEncoder: builder<EncoderLayer & { num_layers: number; norm: boolean }>({
    module: ({ num_layers: count, norm, ...rest }) => {
      const layer = encoderLayer(rest)
      const last = norm ? new nn.LayerNorm(rest.d_model) : null
      const encoder = new nn.TransformerEncoder(layer, count, { norm: last })
      // The encoder has copies.
      for (const parameter of layer.parameters()) parameter.dispose()
      return encoder
    },
    call: (module, { src, mask, src_key_padding_mask: srcKeyPaddingMask }) =>
      (module as nn.TransformerEncoder).call(src!, { mask, srcKeyPaddingMask }),
  }),
}
