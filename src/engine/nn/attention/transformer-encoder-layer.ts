import type { Tensor } from '../../core/tensor'
import { RuntimeError } from '../../errors'
import { add } from '../../ops/arithmetic'
import { relu } from '../../ops/elementwise'
import { gelu } from '../../ops/smooth-activations'
import { Dropout } from '../layers/dropout'
import { LayerNorm } from '../layers/layer-norm'
import { Linear } from '../layers/linear'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { MultiheadAttention } from './multihead-attention'

/** A function, or a module of one tensor in and one out, or the name of one of the two usual ones. */
export type Activation = 'relu' | 'gelu' | ((x: Tensor) => Tensor) | Module

export interface TransformerEncoderLayerOptions {
  /** Features between the two Linear layers; default 2048. */
  dimFeedforward?: number
  /** Default 0.1. */
  dropout?: number
  /** Default relu. */
  activation?: Activation
  /** Default 1e-5. */
  layerNormEps?: number
  /** Inputs are (N, S, E) instead of (S, N, E); default false. */
  batchFirst?: boolean
  /** Normalise before each part instead of after it; default false. */
  normFirst?: boolean
  /** Learn biases in all layers; default true. */
  bias?: boolean
}

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
    readonly options: TransformerEncoderLayerOptions = {},
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
    const inner = this.#activate(this.linear1.call(x))
    return this.dropout2.call(this.linear2.call(this.dropout.call(inner)))
  }

  #activate(x: Tensor): Tensor {
    const { activation } = this
    if (!(activation instanceof Module)) return activation(x)
    return (activation as unknown as { call(x: Tensor): Tensor }).call(x)
  }
}

function activationOf(activation: Activation): ((x: Tensor) => Tensor) | Module {
  if (activation === 'relu') return relu
  if (activation === 'gelu') return (x) => gelu(x)
  if (typeof activation === 'string')
    throw new RuntimeError(`activation should be relu/gelu, not ${String(activation)}`)
  return activation
}

export interface EncoderLayerParams {
  d_model: number
  nhead: number
}

/** How a graph makes one: the sizes, and everything else as options. */
export function makeEncoderLayer({
  d_model: size,
  nhead: heads,
  ...rest
}: EncoderLayerParams): TransformerEncoderLayer {
  return new TransformerEncoderLayer(size, heads, camelOptions(rest))
}

/** How a graph makes and runs it. */
export const transformerEncoderLayerBuilders = {
  TransformerEncoderLayer: builder<EncoderLayerParams>({
    module: makeEncoderLayer,
    call: (module, { src, src_mask: srcMask, src_key_padding_mask: srcKeyPaddingMask }) =>
      (module as TransformerEncoderLayer).call(src!, { srcMask, srcKeyPaddingMask }),
  }),
}
