import { record } from '../core/record'
import { broadcastShapes, normalizeDim } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { div, mul, raw2 } from './arithmetic'
import { norm, sum } from './reduce'
import { expand } from './view'

export interface SimilarityOptions {
  /** The dimension that vectors lie along; default 1. */
  dim?: number
  /** The least length that is divided by; default 1e-8. */
  eps?: number
}

/**
 * x₁ · x₂ / (max(‖x₁‖, eps) · max(‖x₂‖, eps)) along a dimension.
 *
 * Shape: two of one shape, or that broadcast → without that dimension.
 */
export function cosineSimilarity(x1: Tensor, x2: Tensor, options: SimilarityOptions = {}): Tensor {
  const { dim = 1, eps = 1e-8 } = options
  const shape = broadcastShapes(x1.shape, x2.shape)
  const axis = normalizeDim(dim, shape.length)
  const [first, second] = [x1, x2].map((x) => {
    const whole = x.shape.join() === shape.join() ? x : expand(x, shape)
    return div(whole, atLeast(norm(whole, axis, { keepdim: true }), eps))
  }) as [Tensor, Tensor]
  return sum(mul(first, second), axis)
}

/** The gradient passes a length that is too short, too. */
function atLeast(length: Tensor, eps: number): Tensor {
  return record('CloneBackward0', [length], raw2('Maximum', length, eps), (grad) => [grad])
}
