import { full } from '../core/create'
import { shapeText, type Shape } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { add, eq, mul } from './arithmetic'
import { fromValues } from '../core/tensor'
import { dropout } from './dropout'
import { where } from './index-ops'
import { matmul } from './matmul'
import { amax } from './reduce'
import { softmax } from './softmax'
import { transpose } from './view'

export interface AttentionOptions {
  /** [*, L, S]: true where a query may look (as in PyTorch's function, and unlike MultiheadAttention), or added to the scores. */
  attnMask?: Tensor | null
  /** Probability of a 0 among the weights; default 0. It applies whatever the mode: give 0 in evaluation. */
  dropoutP?: number
  /** Each query looks at keys up to its own place only; default false. */
  isCausal?: boolean
  /** Default 1/√E. */
  scale?: number | null
}

/**
 * softmax(q·kᵀ·scale + mask)·v; a query that may look nowhere gathers 0, as in PyTorch since 2.5.
 *
 * Shape: query (*, L, E), key (*, S, E), value (*, S, E_v) → (*, L, E_v).
 * Errors: attnMask together with isCausal; shapes that do not multiply.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { attnMask = null, dropoutP = 0, isCausal = false, scale = null }: AttentionOptions = {},
): Tensor {
  if (attnMask && isCausal) {
    throw new RuntimeError(
      '_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True',
    )
  }
  const [rows, columns] = [query.shape.at(-2)!, key.shape.at(-2)!]
  const mask = isCausal ? causal(rows, columns) : attnMask
  const bias = mask?.dtype === 'bool' ? where(mask, 0, full([], -Infinity)) : mask
  return attend(query, key, value, { bias, dropoutP, scale, blind: attnMask ? 'zero' : 'nan' })[0]
}

/** True on and below the diagonal. */
function causal(rows: number, columns: number): Tensor {
  const values = Uint8Array.from({ length: rows * columns }, (_, i) =>
    i % columns <= Math.floor(i / columns) ? 1 : 0,
  )
  return fromValues(values, [rows, columns], 'bool')
}

/**
 * What is attended to and how much: softmax(q·kᵀ·scale + bias), after dropout, and its product with the values.
 *
 * `blind`: what a query gathers that may look nowhere, since all of its bias is −∞. PyTorch gives 0 where nobody asks for the weights.
 */
export function attend(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  {
    bias = null,
    dropoutP = 0,
    scale = null,
    blind = 'nan',
  }: { bias?: Tensor | null; dropoutP?: number; scale?: number | null; blind?: 'nan' | 'zero' },
): [output: Tensor, weights: Tensor] {
  const factor = scale ?? 1 / Math.sqrt(query.shape.at(-1)!)
  const scores = matmul(mul(query, factor), transpose(key, -2, -1))
  const isBlind = bias && blind === 'zero' ? eq(amax(bias, -1, { keepdim: true }), -Infinity) : null
  const seen = bias && isBlind ? where(isBlind, 0, bias) : bias
  const weights = dropout(softmax(seen ? add(scores, seen) : scores, -1), dropoutP)
  const gathered = matmul(weights, value)
  return [isBlind ? where(isBlind, 0, gathered) : gathered, weights]
}

/** A mask of MultiheadAttention (true: do not look; or numbers to add) as numbers to add. */
export function maskBias(mask: Tensor, what: string): Tensor {
  if (mask.dtype === 'bool') return where(mask, full([], -Infinity), 0)
  if (mask.dtype === 'float32') return mask
  throw new RuntimeError(`only bool and floating types of ${what} are supported`)
}

/** `torch.Size([2, 3])` */
export function sizeText(shape: Shape): string {
  return `torch.Size(${shapeText(shape)})`
}
