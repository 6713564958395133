import type { Tensor } from '../../core/tensor'
import type { ModuleList } from '../containers'
import { LayerNorm } from '../layers/layer-norm'
import { Module } from '../module'
import { builder } from '../node-builder'
import { decoderMasks, TransformerDecoderLayer, type DecoderMasks } from './transformer-decoder-layer'
import {
  copiesOf,
  finished,
  layerOf,
  stackFrom,
  type TransformerLayerParams,
  type TransformerStackOptions,
} from './transformer-parts'

/**
 * A stack of decoder layers, which all look at the same memory. Each is a copy of the one given, as in TransformerEncoder.
 *
 * Shape: as TransformerDecoderLayer.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html
 */
export class TransformerDecoder extends Module {
  readonly layers: ModuleList
  readonly norm: Module | null

  constructor(
    decoderLayer: TransformerDecoderLayer,
    readonly numLayers: number,
    { norm = null }: TransformerStackOptions = {},
  ) {
    super()
    this.layers = copiesOf(decoderLayer, numLayers)
    this.norm = norm
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    let output = tgt
    for (const layer of this.layers) output = (layer as TransformerDecoderLayer).call(output, memory, masks)
    return finished(this.norm, output)
  }
}

/** How a graph makes and runs it. */
export const transformerDecoderBuilders = {
  TransformerDecoder: builder<TransformerLayerParams & { num_layers: number; norm: boolean }>({
    module: ({ num_layers: count, norm, ...rest }) =>
      stackFrom(
        layerOf(TransformerDecoderLayer, rest),
        (layer) => new TransformerDecoder(layer, count, { norm: norm ? new LayerNorm(rest.d_model) : null }),
      ),
    call: (module, inputs) =>
      (module as TransformerDecoder).call(inputs['tgt']!, inputs['memory']!, decoderMasks(inputs)),
  }),
}
