import type { Tensor } from '../../core/tensor'
import { add } from '../../ops/arithmetic'
import { Dropout } from '../layers/dropout'
import { LayerNorm } from '../layers/layer-norm'
import { Linear } from '../layers/linear'
import { Module } from '../module'
import { builder } from '../node-builder'
import { MultiheadAttention } from './multihead-attention'
import {
  activated,
  activationOf,
  layerOf,
  type TransformerLayerOptions,
  type TransformerLayerParams,
} from './transformer-parts'

export interface EncoderMasks {
  /** As `attnMask` of MultiheadAttention. */
  srcMask?: Tensor | null
  srcKeyPaddingMask?: Tensor | null
}

/**
 * Self-attention and two Linear layers, each with a way around it and a LayerNorm.
 *
 * Shape: src (S, N, E), or (N, S, E) where batch_first, or (S, E) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
export class TransformerEncoderLayer extends Module {
  readonly self_attn: MultiheadAttention
  readonly linear1: Linear
  readonly dropout: Dropout
  readonly linear2: Linear
  readonly norm1: LayerNorm
  readonly norm2: LayerNorm
  readonly dropout1: Dropout
  readonly dropout2: Dropout
  readonly activation: ((x: Tensor) => Tensor) | Module
  readonly normFirst: boolean

  constructor(
    readonly dModel: number,
    readonly nhead: number,
    readonly options: TransformerLayerOptions = {},
  ) {
    super()
    const { dimFeedforward = 2048, dropout = 0.1, bias = true, batchFirst = false } = options
    const norm = { eps: options.layerNormEps ?? 1e-5, bias }
    this.self_attn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst })
    this.linear1 = new Linear(dModel, dimFeedforward, { bias })
    this.dropout = new Dropout(dropout)
    this.linear2 = new Linear(dimFeedforward, dModel, { bias })
    this.normFirst = options.normFirst ?? false
    this.norm1 = new LayerNorm(dModel, norm)
    this.norm2 = new LayerNorm(dModel, norm)
    this.dropout1 = new Dropout(dropout)
    this.dropout2 = new Dropout(dropout)
    this.activation = activationOf(options.activation ?? 'relu')
  }

  override forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    if (this.normFirst) {
      const x = add(src, this.#attention(this.norm1.call(src), masks))
      return add(x, this.#feedForward(this.norm2.call(x)))
    }
    const x = this.norm1.call(add(src, this.#attention(src, masks)))
    return this.norm2.call(add(x, this.#feedForward(x)))
  }

  #attention(x: Tensor, { srcMask, srcKeyPaddingMask }: EncoderMasks): Tensor {
    const [output] = this.self_attn.call(x, x, x, {
      attnMask: srcMask,
      keyPaddingMask: srcKeyPaddingMask,
      needWeights: false,
    })
    return this.dropout1.call(output)
  }

  #feedForward(x: Tensor): Tensor {
    const inner = activated(this.activation, this.linear1.call(x))
    return this.dropout2.call(this.linear2.call(this.dropout.call(inner)))
  }
}

/** How a graph makes and runs it. */
export const transformerEncoderLayerBuilders = {
  TransformerEncoderLayer: builder<TransformerLayerParams>({
    module: (params) => layerOf(TransformerEncoderLayer, params),
    call: (module, { src, src_mask: srcMask, src_key_padding_mask: srcKeyPaddingMask }) =>
      (module as TransformerEncoderLayer).call(src!, { srcMask, srcKeyPaddingMask }),
  }),
}
