import type { Tensor } from '../../core/tensor'
import { NotImplementedError } from '../../errors'
import { defaultGenerator } from '../../random/generator'
import { ModuleList } from '../containers'
import { Module } from '../module'
import { builder } from '../node-builder'
import { LayerNorm } from '../layers/layer-norm'
import {
  makeEncoderLayer,
  TransformerEncoderLayer,
  type EncoderLayerParams,
  type EncoderMasks,
} from './transformer-encoder-layer'

export interface TransformerEncoderOptions {
  /** Runs on what the last layer gives; default: nothing. */
  norm?: Module | null
}

/**
 * A stack of encoder layers. Each is a copy of the one given, so they all start with the same weights, as in PyTorch.
 *
 * Shape: as TransformerEncoderLayer.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html
 */
export class TransformerEncoder extends Module {
  readonly layers: ModuleList
  readonly norm: Module | null

  constructor(
    encoderLayer: TransformerEncoderLayer,
    readonly numLayers: number,
    { norm = null }: TransformerEncoderOptions = {},
  ) {
    super()
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => copyOf(encoderLayer)))
    this.norm = norm
  }

  override forward(src: Tensor, { mask, srcKeyPaddingMask }: EncoderStackMasks = {}): Tensor {
    let output = src
    for (const layer of this.layers)
      output = (layer as TransformerEncoderLayer).call(output, { srcMask: mask, srcKeyPaddingMask })
    return this.norm ? (this.norm as unknown as { call(x: Tensor): Tensor }).call(output) : output
  }
}

export interface EncoderStackMasks extends Pick<EncoderMasks, 'srcKeyPaddingMask'> {
  /** As `srcMask` of a layer. */
  mask?: Tensor | null
}

/** A layer of its own with the same weights; no random number is drawn for it. */
function copyOf(layer: TransformerEncoderLayer): TransformerEncoderLayer {
  const { activation } = layer
  if (activation instanceof Module && activation.parameters().length > 0) {
    throw new NotImplementedError(
      'TransformerEncoder cannot copy an activation that learns: give a function, or an activation without parameters',
    )
  }
  const state = defaultGenerator.getState()
  const copy = new TransformerEncoderLayer(layer.dModel, layer.nhead, layer.options)
  defaultGenerator.setState(state)
  copy.loadStateDict(layer.stateDict())
  return copy.train(layer.training)
}

/** How a graph makes and runs it. */
export const transformerEncoderBuilders = {
  TransformerEncoder: builder<EncoderLayerParams & { num_layers: number; norm: boolean }>({
    module: ({ num_layers: count, norm, ...rest }) => {
      const layer = makeEncoderLayer(rest)
      const last = norm ? new LayerNorm(rest.d_model) : null
      const encoder = new TransformerEncoder(layer, count, { norm: last })
      // The encoder has copies.
      for (const parameter of layer.parameters()) parameter.dispose()
      return encoder
    },
    call: (module, { src, mask, src_key_padding_mask: srcKeyPaddingMask }) =>
      (module as TransformerEncoder).call(src!, { mask, srcKeyPaddingMask }),
  }),
}
