import type { Tensor } from '../../core/tensor'
import type { ModuleList } from '../containers'
import { LayerNorm } from '../layers/layer-norm'
import { Module } from '../module'
import { builder } from '../node-builder'
import { TransformerEncoderLayer, type EncoderMasks } from './transformer-encoder-layer'
import {
  copiesOf,
  finished,
  layerOf,
  stackFrom,
  type TransformerLayerParams,
  type TransformerStackOptions,
} from './transformer-parts'

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
    { norm = null }: TransformerStackOptions = {},
  ) {
    super()
    this.layers = copiesOf(encoderLayer, numLayers)
    this.norm = norm
  }

  override forward(src: Tensor, { mask, srcKeyPaddingMask }: EncoderStackMasks = {}): Tensor {
    let output = src
    for (const layer of this.layers)
      output = (layer as TransformerEncoderLayer).call(output, { srcMask: mask, srcKeyPaddingMask })
    return finished(this.norm, output)
  }
}

export interface EncoderStackMasks extends Pick<EncoderMasks, 'srcKeyPaddingMask'> {
  /** As `srcMask` of a layer. */
  mask?: Tensor | null
}

/** How a graph makes and runs it. */
export const transformerEncoderBuilders = {
  TransformerEncoder: builder<TransformerLayerParams & { num_layers: number; norm: boolean }>({
    module: ({ num_layers: count, norm, ...rest }) =>
      stackFrom(
        layerOf(TransformerEncoderLayer, rest),
        (layer) => new TransformerEncoder(layer, count, { norm: norm ? new LayerNorm(rest.d_model) : null }),
      ),
    call: (module, { src, mask, src_key_padding_mask: srcKeyPaddingMask }) =>
      (module as TransformerEncoder).call(src!, { mask, srcKeyPaddingMask }),
  }),
}
