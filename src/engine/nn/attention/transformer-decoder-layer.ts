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

export interface DecoderMasks {
  /** As `attnMask` of MultiheadAttention, for the sequence's attention to itself. */
  tgtMask?: Tensor | null
  /** The same for its attention to the memory. */
  memoryMask?: Tensor | null
  tgtKeyPaddingMask?: Tensor | null
  memoryKeyPaddingMask?: Tensor | null
}

/**
 * Self-attention, attention to what an encoder made, and two Linear layers, each with a way around it and a LayerNorm.
 *
 * Shape: tgt (T, N, E) and memory (S, N, E), or with N first where batch_first, or without N → as tgt.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html
 */
export class TransformerDecoderLayer extends Module {
  readonly self_attn: MultiheadAttention
  readonly multihead_attn: MultiheadAttention
  readonly linear1: Linear
  readonly dropout: Dropout
  readonly linear2: Linear
  readonly norm1: LayerNorm
  readonly norm2: LayerNorm
  readonly norm3: LayerNorm
  readonly dropout1: Dropout
  readonly dropout2: Dropout
  readonly dropout3: Dropout
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
    this.multihead_attn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst })
    this.linear1 = new Linear(dModel, dimFeedforward, { bias })
    this.dropout = new Dropout(dropout)
    this.linear2 = new Linear(dimFeedforward, dModel, { bias })
    this.normFirst = options.normFirst ?? false
    this.norm1 = new LayerNorm(dModel, norm)
    this.norm2 = new LayerNorm(dModel, norm)
    this.norm3 = new LayerNorm(dModel, norm)
    this.dropout1 = new Dropout(dropout)
    this.dropout2 = new Dropout(dropout)
    this.dropout3 = new Dropout(dropout)
    this.activation = activationOf(options.activation ?? 'relu')
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    if (this.normFirst) {
      const own = add(tgt, this.#toItself(this.norm1.call(tgt), masks))
      const x = add(own, this.#toMemory(this.norm2.call(own), memory, masks))
      return add(x, this.#feedForward(this.norm3.call(x)))
    }
    const own = this.norm1.call(add(tgt, this.#toItself(tgt, masks)))
    const x = this.norm2.call(add(own, this.#toMemory(own, memory, masks)))
    return this.norm3.call(add(x, this.#feedForward(x)))
  }

  #toItself(x: Tensor, { tgtMask, tgtKeyPaddingMask }: DecoderMasks): Tensor {
    const masks = { attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, needWeights: false }
    return this.dropout1.call(this.self_attn.call(x, x, x, masks)[0])
  }

  #toMemory(x: Tensor, memory: Tensor, { memoryMask, memoryKeyPaddingMask }: DecoderMasks): Tensor {
    const masks = { attnMask: memoryMask, keyPaddingMask: memoryKeyPaddingMask, needWeights: false }
    return this.dropout2.call(this.multihead_attn.call(x, memory, memory, masks)[0])
  }

  #feedForward(x: Tensor): Tensor {
    const inner = activated(this.activation, this.linear1.call(x))
    return this.dropout3.call(this.linear2.call(this.dropout.call(inner)))
  }
}

/** The masks by the handles of a node. */
export function decoderMasks(inputs: Readonly<Record<string, Tensor | undefined>>): DecoderMasks {
  return {
    tgtMask: inputs['tgt_mask'],
    memoryMask: inputs['memory_mask'],
    tgtKeyPaddingMask: inputs['tgt_key_padding_mask'],
    memoryKeyPaddingMask: inputs['memory_key_padding_mask'],
  }
}

/** How a graph makes and runs it. */
export const transformerDecoderLayerBuilders = {
  TransformerDecoderLayer: builder<TransformerLayerParams>({
    module: (params) => layerOf(TransformerDecoderLayer, params),
    call: (module, inputs) =>
      (module as TransformerDecoderLayer).call(inputs['tgt']!, inputs['memory']!, decoderMasks(inputs)),
  }),
}
