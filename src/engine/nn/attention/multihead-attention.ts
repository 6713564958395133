import { zeros } from '../../core/create'
import { sameShape } from '../../core/shape'
import type { Tensor } from '../../core/tensor'
import { AssertionError, RuntimeError } from '../../errors'
import { attend, maskBias, sizeText } from '../../ops/attention'
import { linear } from '../../ops/linear'
import { add } from '../../ops/arithmetic'
import { chunk, narrow } from '../../ops/index-ops'
import { mean } from '../../ops/reduce'
import { expand, reshape, transpose } from '../../ops/view'
import { xavierUniform_, zeros_ } from '../init'
import { Linear } from '../layers/linear'
import { Module } from '../module'
import { builder } from '../node-builder'
import { Parameter } from '../parameter'

export interface MultiheadAttentionOptions {
  /** Probability of a 0 among the weights, while training; default 0. */
  dropout?: number
  /** Learn biases; default true. */
  bias?: boolean
  /** Features of the keys; default: embedDim. */
  kdim?: number | null
  /** Features of the values; default: embedDim. */
  vdim?: number | null
  /** Inputs and output are (N, L, E) instead of (L, N, E); default false. */
  batchFirst?: boolean
}

export interface AttentionCallOptions {
  /** (N, S), or (S) without a batch: keys that nobody may look at (true), or numbers to add to the scores. */
  keyPaddingMask?: Tensor | null
  /** (L, S) or (N·heads, L, S): where a query may not look (true), or numbers to add to the scores. */
  attnMask?: Tensor | null
  /** Give the weights too; default true. */
  needWeights?: boolean
  /** Give the mean weights of all heads instead of those of each; default true. */
  averageAttnWeights?: boolean
}

/** What `MultiheadAttention` ends with: a Linear that PyTorch prints under this name. */
class NonDynamicallyQuantizableLinear extends Linear {}

/** Takes the weights of one attention, (N, heads, L, S): how much each place of the target looks at each of the source. */
type AttentionWatcher = (weights: Tensor) => void
let watcher: AttentionWatcher | null = null

/** Runs `body`, in which every attention, also one inside of an encoder, tells its weights. */
export function watchAttention<T>(heard: AttentionWatcher, body: () => T): T {
  const before = watcher
  watcher = heard
  try {
    return body()
  } finally {
    watcher = before
  }
}

interface Sizes {
  batch: number
  targets: number
  sources: number
}

/**
 * Several heads of attention at once: each looks at the keys with its own part of the projected queries, and what they gather
 * from the values goes through a last Linear.
 *
 * Shape: query (L, N, E), key (S, N, kdim), value (S, N, vdim) → output (L, N, E), weights (N, L, S), or (N, heads, L, S) not
 * averaged; (N, L, *) where batch_first; without N: no batch.
 * Errors: embed_dim that num_heads does not divide; shapes that do not fit (PyTorch's sentences).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
export class MultiheadAttention extends Module {
  readonly dropout: number
  readonly batchFirst: boolean
  readonly kdim: number
  readonly vdim: number
  readonly in_proj_weight: Parameter | null = null
  readonly q_proj_weight: Parameter | null = null
  readonly k_proj_weight: Parameter | null = null
  readonly v_proj_weight: Parameter | null = null
  readonly in_proj_bias: Parameter | null = null
  readonly out_proj: NonDynamicallyQuantizableLinear

  constructor(
    readonly embedDim: number,
    readonly numHeads: number,
    { dropout = 0, bias = true, kdim, vdim, batchFirst = false }: MultiheadAttentionOptions = {},
  ) {
    super()
    if (embedDim <= 0 || numHeads <= 0) {
      throw new RuntimeError(
        `embed_dim and num_heads must be greater than 0, got embed_dim=${embedDim} and num_heads=${numHeads} instead`,
      )
    }
    if (embedDim % numHeads !== 0) throw new AssertionError('embed_dim must be divisible by num_heads')
    this.dropout = dropout
    this.batchFirst = batchFirst
    this.kdim = kdim ?? embedDim
    this.vdim = vdim ?? embedDim
    if (this.kdim === embedDim && this.vdim === embedDim) {
      this.in_proj_weight = new Parameter(zeros([3 * embedDim, embedDim]))
    } else {
      this.q_proj_weight = new Parameter(zeros([embedDim, embedDim]))
      this.k_proj_weight = new Parameter(zeros([embedDim, this.kdim]))
      this.v_proj_weight = new Parameter(zeros([embedDim, this.vdim]))
    }
    if (bias) this.in_proj_bias = new Parameter(zeros([3 * embedDim]))
    this.out_proj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias })
    this.resetParameters()
  }

  resetParameters(): void {
    const weights = [this.in_proj_weight, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight]
    for (const weight of weights) if (weight) xavierUniform_(weight)
    if (this.in_proj_bias) zeros_(this.in_proj_bias)
    if (this.out_proj.bias) zeros_(this.out_proj.bias)
  }

  override forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionCallOptions = {},
  ): [output: Tensor, weights: Tensor | null] {
    const batched = this.#checkRanks(query, key, value, options)
    const [q, k, v] = this.#project(...this.#timeFirst(query, key, value, batched))
    const sizes = { batch: q.shape[1]!, targets: q.shape[0]!, sources: k.shape[0]! }
    const bias = this.#bias(options, sizes, batched)
    const dropoutP = this.training ? this.dropout : 0
    const blind = options.needWeights === false ? 'zero' : 'nan'
    const settings = { bias, dropoutP, blind } as const
    const [gathered, weights] = attend(this.#heads(q), this.#heads(k), this.#heads(v), settings)
    if (watcher) watcher(reshape(weights, [sizes.batch, this.numHeads, sizes.targets, sizes.sources]))
    const joined = reshape(transpose(gathered, 0, 1), [sizes.targets, sizes.batch, this.embedDim])
    const output = linear(joined, this.out_proj.weight, this.out_proj.bias)
    return [
      this.#asGiven(output, batched),
      options.needWeights === false ? null : this.#shown(weights, sizes, batched, options),
    ]
  }

  /** (L, N, E), with one tensor where one was given, so that one product projects them all. */
  #timeFirst(query: Tensor, key: Tensor, value: Tensor, batched: boolean): [Tensor, Tensor, Tensor] {
    const turned = (x: Tensor): Tensor => {
      if (!batched) return reshape(x, [x.shape[0]!, 1, x.shape[1]!], 'UnsqueezeBackward0')
      return this.batchFirst ? transpose(x, 0, 1) : x
    }
    const q = turned(query)
    const k = key === query ? q : turned(key)
    const v = value === key ? k : value === query ? q : turned(value)
    this.#checkSizes(q, k, v)
    return [q, k, v]
  }

  #asGiven(x: Tensor, batched: boolean): Tensor {
    if (!batched) return reshape(x, [x.shape[0]!, x.shape[2]!], 'SqueezeBackward1')
    return this.batchFirst ? transpose(x, 0, 1) : x
  }

  #project(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
    const size = this.embedDim
    const [weight, bias] = [this.in_proj_weight, this.in_proj_bias]
    if (weight && query === key && key === value)
      return chunk(linear(query, weight, bias), 3, -1) as [Tensor, Tensor, Tensor]
    const part = (x: Tensor, own: Parameter | null, at: number): Tensor =>
      linear(x, own ?? narrow(weight!, 0, at * size, size), bias && narrow(bias, 0, at * size, size))
    return [
      part(query, this.q_proj_weight, 0),
      part(key, this.k_proj_weight, 1),
      part(value, this.v_proj_weight, 2),
    ]
  }

  /** (L, N, E) → (N·heads, L, E/heads) */
  #heads(x: Tensor): Tensor {
    const [length, batch] = x.shape as [number, number]
    return transpose(reshape(x, [length, batch * this.numHeads, this.embedDim / this.numHeads]), 0, 1)
  }

  /** Both masks as numbers to add to the scores (N·heads, L, S). */
  #bias({ attnMask, keyPaddingMask }: AttentionCallOptions, sizes: Sizes, batched: boolean): Tensor | null {
    const { batch, targets, sources } = sizes
    let bias: Tensor | null = null
    if (attnMask) {
      const { shape } = attnMask
      const wanted = shape.length === 2 ? [targets, sources] : [batch * this.numHeads, targets, sources]
      if (!sameShape(shape, wanted)) {
        throw new RuntimeError(
          `The shape of the ${shape.length}D attn_mask is ${sizeText(shape)}, but should be (${wanted.join(', ')}).`,
        )
      }
      bias = maskBias(attnMask, 'attn_mask')
    }
    if (keyPaddingMask) {
      const wanted = batched ? [batch, sources] : [sources]
      if (!sameShape(keyPaddingMask.shape, wanted)) {
        const padding = batched ? keyPaddingMask.shape : [1, ...keyPaddingMask.shape]
        const dim = padding[0] === batch ? 1 : 0
        throw new AssertionError(
          `Expected key_padded_mask.shape[${dim}] to be ${[batch, sources][dim]}, but got ${padding[dim]}`,
        )
      }
      const padding = reshape(maskBias(keyPaddingMask, 'key_padding_mask'), [batch, 1, 1, sources])
      const everyHead = expand(padding, [batch, this.numHeads, 1, sources])
      const flat = reshape(everyHead, [batch * this.numHeads, 1, sources])
      bias = bias ? add(bias, flat) : flat
    }
    return bias
  }

  #shown(
    weights: Tensor,
    { batch, targets, sources }: Sizes,
    batched: boolean,
    { averageAttnWeights = true }: AttentionCallOptions,
  ): Tensor {
    const heads = reshape(weights, [batch, this.numHeads, targets, sources])
    const shown = averageAttnWeights ? mean(heads, 1) : heads
    return batched ? shown : reshape(shown, shown.shape.slice(1), 'SqueezeBackward1')
  }

  #checkRanks(query: Tensor, key: Tensor, value: Tensor, options: AttentionCallOptions): boolean {
    const rank = query.shape.length
    if (rank !== 2 && rank !== 3) {
      throw new AssertionError(
        `query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`,
      )
    }
    const kind = rank === 3 ? 'batched (3-D)' : 'unbatched (2-D)'
    const refuse = (what: string, wanted: string, found: string): never => {
      throw new AssertionError(`For ${kind} \`query\`, expected ${what} to be ${wanted} but found ${found}`)
    }
    const ranks = [key, value].map((x) => x.shape.length)
    if (ranks.some((other) => other !== rank))
      refuse('`key` and `value`', `${rank}-D`, `${ranks[0]}-D and ${ranks[1]}-D tensors respectively`)
    const { keyPaddingMask, attnMask } = options
    if (keyPaddingMask && keyPaddingMask.shape.length !== rank - 1)
      refuse(
        '`key_padding_mask`',
        `\`None\` or ${rank - 1}-D`,
        `${keyPaddingMask.shape.length}-D tensor instead`,
      )
    if (attnMask && attnMask.shape.length !== 2 && attnMask.shape.length !== 3)
      refuse('`attn_mask`', '`None`, 2-D or 3-D', `${attnMask.shape.length}-D tensor instead`)
    return rank === 3
  }

  /** What the projections take: PyTorch asserts the sizes of apart ones, and puts those of one tensor side by side. */
  #checkFeatures(key: Tensor, value: Tensor): void {
    const size = this.embedDim
    for (const [name, { shape }, expected] of [
      ['key', key, this.kdim],
      ['value', value, this.vdim],
    ] as const) {
      const [length, batch, features] = shape as [number, number, number]
      if (features === expected) continue
      if (!this.in_proj_weight)
        throw new AssertionError(
          `expecting ${name} weights shape of (${size}, ${features}), but got torch.Size([${size}, ${expected}])`,
        )
      const columns = key === value ? 2 * size : size
      throw new RuntimeError(
        `mat1 and mat2 shapes cannot be multiplied (${length * batch}x${features} and ${size}x${columns})`,
      )
    }
  }

  #checkSizes(query: Tensor, key: Tensor, value: Tensor): void {
    const features = query.shape[2]
    if (features !== this.embedDim)
      throw new AssertionError(`was expecting embedding dimension of ${this.embedDim}, but got ${features}`)
    if (this.in_proj_weight) {
      if (!sameShape(key.shape, value.shape)) {
        throw new AssertionError(
          `key shape ${sizeText(key.shape)} does not match value shape ${sizeText(value.shape)}`,
        )
      }
    } else if (!sameShape(key.shape.slice(0, 2), value.shape.slice(0, 2))) {
      throw new AssertionError(
        `key's sequence and batch dims ${sizeText(key.shape.slice(0, 2))} do not match value's ${sizeText(value.shape.slice(0, 2))}`,
      )
    }
    if (query.shape[1] !== key.shape[1]) {
      throw new RuntimeError(
        `query has a batch of ${query.shape[1]}, but key and value have one of ${key.shape[1]}: they must be equal`,
      )
    }
    this.#checkFeatures(key, value)
  }
}

interface AttentionParams {
  embed_dim: number
  num_heads: number
  dropout: number
  bias: boolean
  kdim: number | null
  vdim: number | null
  batch_first: boolean
  need_weights: boolean
  average_attn_weights: boolean
}

/** How a graph makes and runs it. */
export const multiheadAttentionBuilders = {
  MultiheadAttention: builder<AttentionParams>({
    module: ({ embed_dim: size, num_heads: heads, batch_first: batchFirst, ...rest }) =>
      new MultiheadAttention(size, heads, { ...rest, batchFirst }),
    call: (module, inputs, { need_weights: needWeights, average_attn_weights: averageAttnWeights }) => {
      const { query, key, value, attn_mask: attnMask, key_padding_mask: keyPaddingMask } = inputs
      const more = { attnMask, keyPaddingMask, needWeights, averageAttnWeights }
      const [output, weights] = (module as MultiheadAttention).call(query!, key!, value!, more)
      return weights ? [output, weights] : output
    },
  }),
}
