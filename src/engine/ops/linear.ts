import type { Tensor } from '../core/tensor'
import { linear2d } from './matmul'
import { reshape } from './view'

/**
 * x·Wᵀ + b.
 *
 * Shape: x (*, in), weight (out, in), bias (out) → (*, out).
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  if (x.shape.length === 2) return linear2d(x, weight, bias)
  const rows = linear2d(reshape(x, [-1, x.shape.at(-1) ?? 1]), weight, bias)
  return reshape(rows, [...x.shape.slice(0, -1), weight.shape[0]!])
}
