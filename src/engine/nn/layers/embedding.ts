import { zeros } from '../../core/create'
import { noGrad } from '../../core/grad-mode'
import type { Tensor } from '../../core/tensor'
import { embedding, paddingRow, type EmbeddingFunctionOptions } from '../../ops/embedding'
import { mul } from '../../ops/arithmetic'
import { fromValues } from '../../core/tensor'
import { normal_ } from '../init'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { Parameter } from '../parameter'

/**
 * A table of learned rows, looked up by index.
 *
 * Shape: indices (*) of int64 → (*, embedding_dim).
 * Errors: an index outside the table → `index out of range in self`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 */
export class Embedding extends Module {
  weight: Parameter
  readonly paddingIdx: number | null

  /** @param options `paddingIdx`: a row of zeros that is never trained; negative ones count from the end. */
  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    { paddingIdx = null }: EmbeddingFunctionOptions = {},
  ) {
    super()
    this.paddingIdx = paddingRow(paddingIdx, numEmbeddings)
    this.weight = new Parameter(zeros([numEmbeddings, embeddingDim]))
    this.resetParameters()
  }

  resetParameters(): void {
    normal_(this.weight)
    const { paddingIdx, weight } = this
    if (paddingIdx === null) return
    const kept = new Float32Array(this.numEmbeddings).fill(1)
    kept[paddingIdx] = 0
    noGrad(() => weight.copy_(mul(weight, fromValues(kept, [this.numEmbeddings, 1], 'float32'))))
  }

  override forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this)
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, padding_idx=${this.paddingIdx}`
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`
  }
}

/** How a graph makes and runs it. */
export const embeddingBuilders = {
  Embedding: builder<{ num_embeddings: number; embedding_dim: number }>({
    module: ({ num_embeddings: rows, embedding_dim: width, ...rest }) =>
      new Embedding(rows, width, camelOptions(rest)),
  }),
}
