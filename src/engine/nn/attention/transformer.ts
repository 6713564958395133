import type { Tensor } from '../../core/tensor'
import { RuntimeError } from '../../errors'
import { xavierUniform_ } from '../init'
import { LayerNorm } from '../layers/layer-norm'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { TransformerDecoder } from './transformer-decoder'
import { decoderMasks, TransformerDecoderLayer, type DecoderMasks } from './transformer-decoder-layer'
import { TransformerEncoder } from './transformer-encoder'
import { TransformerEncoderLayer, type EncoderMasks } from './transformer-encoder-layer'
import { stackFrom, type TransformerLayerOptions } from './transformer-parts'

export interface TransformerOptions extends TransformerLayerOptions {
  /** Features of both sequences; default 512. */
  dModel?: number
  /** Heads of attention; default 8. */
  nhead?: number
  /** Default 6. */
  numEncoderLayers?: number
  /** Default 6. */
  numDecoderLayers?: number
}

/**
 * An encoder that reads one sequence, and a decoder that makes another and looks at what was read. A LayerNorm ends each.
 *
 * Shape: src (S, N, E) and tgt (T, N, E), or with N first where batch_first, or without N → as tgt.
 * Errors: other batches or features → PyTorch's sentences.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html
 */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder
  readonly decoder: TransformerDecoder
  readonly dModel: number
  readonly nhead: number
  readonly batchFirst: boolean

  constructor(options: TransformerOptions = {}) {
    super()
    const { dModel = 512, nhead = 8, numEncoderLayers = 6, numDecoderLayers = 6, ...layer } = options
    const norm = { eps: layer.layerNormEps ?? 1e-5, bias: layer.bias ?? true }
    this.encoder = stackFrom(
      new TransformerEncoderLayer(dModel, nhead, layer),
      (each) => new TransformerEncoder(each, numEncoderLayers, { norm: new LayerNorm(dModel, norm) }),
    )
    this.decoder = stackFrom(
      new TransformerDecoderLayer(dModel, nhead, layer),
      (each) => new TransformerDecoder(each, numDecoderLayers, { norm: new LayerNorm(dModel, norm) }),
    )
    this.dModel = dModel
    this.nhead = nhead
    this.batchFirst = layer.batchFirst ?? false
    for (const parameter of this.parameters()) if (parameter.shape.length > 1) xavierUniform_(parameter)
  }

  override forward(src: Tensor, tgt: Tensor, masks: EncoderMasks & DecoderMasks = {}): Tensor {
    const batch = this.batchFirst ? 0 : 1
    if (src.shape.length === 3 && src.shape[batch] !== tgt.shape[batch])
      throw new RuntimeError('the batch number of src and tgt must be equal')
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel)
      throw new RuntimeError('the feature number of src and tgt must be equal to d_model')
    const { srcMask, srcKeyPaddingMask, ...others } = masks
    const memory = this.encoder.call(src, { mask: srcMask, srcKeyPaddingMask })
    return this.decoder.call(tgt, memory, others)
  }
}

/** How a graph makes and runs it. */
export const transformerBuilders = {
  Transformer: builder<object>({
    module: (params) => new Transformer(camelOptions(params)),
    call: (module, inputs) =>
      (module as Transformer).call(inputs['src']!, inputs['tgt']!, {
        srcMask: inputs['src_mask'],
        srcKeyPaddingMask: inputs['src_key_padding_mask'],
        ...decoderMasks(inputs),
      }),
  }),
}
