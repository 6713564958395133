import type { Tensor } from '../core/tensor'
import { div } from './arithmetic'
import { clamp } from './elementwise'
import { norm } from './reduce'

export interface UnitOptions {
  /** The power of the norm; default 2. */
  p?: number
  /** Default 1. */
  dim?: number
  /** What is divided by at least; default 1e-12. */
  eps?: number
}

/**
 * x / max(‖x‖, eps) along a dimension: vectors of length 1.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function unit(x: Tensor, { p = 2, dim = 1, eps = 1e-12 }: UnitOptions = {}): Tensor {
  return div(x, clamp(norm(x, dim, { p, keepdim: true }), eps))
}
