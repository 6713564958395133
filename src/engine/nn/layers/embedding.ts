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
    drawRows(this.weight, this.paddingIdx)
  }

  override forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this)
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, padding_idx=${this.paddingIdx}`
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`
  }
}

/** Fills a table with normal numbers, and its row of padding with zeros. */
export function drawRows(weight: Parameter, paddingIdx: number | null): void {
  normal_(weight)
  if (paddingIdx === null) return
  const rows = weight.shape[0]!
  const kept = new Float32Array(rows).fill(1)
  kept[paddingIdx] = 0
  noGrad(() => weight.copy_(mul(weight, fromValues(kept, [rows, 1], 'float32'))))
}

/** How a graph makes and runs it. */
export const embeddingBuilders = {
  Embedding: builder<{ num_embeddings: number; embedding_dim: number }>({
    module: ({ num_embeddings: rows, embedding_dim: width, ...rest }) =>
      new Embedding(rows, width, camelOptions(rest)),
  }),
}
