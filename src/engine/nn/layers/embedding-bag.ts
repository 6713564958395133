import { zeros } from '../../core/create'
import type { Tensor } from '../../core/tensor'
import { AssertionError } from '../../errors'
import {
  embeddingBag,
  type BagMode,
  type EmbeddingBagInputs,
  type EmbeddingBagOptions,
} from '../../ops/embedding-bag'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { Parameter } from '../parameter'
import { drawRows } from './embedding'

/**
 * The sum, the mean or the largest of the learned rows that the indices of each bag name.
 *
 * Shape: indices (B, L) of int64, or (M) with offsets (B) → (B, embedding_dim).
 * Errors: an index outside the table; weights for another mode than sum → PyTorch's sentences.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
 */
export class EmbeddingBag extends Module {
  weight: Parameter
  readonly mode: BagMode
  readonly includeLastOffset: boolean
  readonly paddingIdx: number | null

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    { mode = 'mean', includeLastOffset = false, paddingIdx = null }: EmbeddingBagOptions = {},
  ) {
    super()
    if (paddingIdx !== null && (paddingIdx >= numEmbeddings || paddingIdx < -numEmbeddings))
      throw new AssertionError('padding_idx must be within num_embeddings')
    this.paddingIdx = paddingIdx !== null && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx
    this.mode = mode
    this.includeLastOffset = includeLastOffset
    this.weight = new Parameter(zeros([numEmbeddings, embeddingDim]))
    this.resetParameters()
  }

  resetParameters(): void {
    drawRows(this.weight, this.paddingIdx)
  }

  override forward(indices: Tensor, inputs: EmbeddingBagInputs = {}): Tensor {
    return embeddingBag(indices, this.weight, inputs, this)
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, padding_idx=${this.paddingIdx}`
    return `${this.numEmbeddings}, ${this.embeddingDim}, mode='${this.mode}'${padding}`
  }
}

/** How a graph makes and runs it. */
export const embeddingBagBuilders = {
  EmbeddingBag: builder<{ num_embeddings: number; embedding_dim: number }>({
    module: ({ num_embeddings: rows, embedding_dim: width, ...rest }) =>
      new EmbeddingBag(rows, width, camelOptions(rest)),
    call: (module, { input, offsets, per_sample_weights: perSampleWeights }) =>
      (module as EmbeddingBag).call(input!, { offsets, perSampleWeights }),
  }),
}
