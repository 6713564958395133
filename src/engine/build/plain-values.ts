import type { Tensor } from '../core/tensor'

/** A tensor as plain numbers, row-major and in N,C,H,W order, whatever its dtype. */
export function plainValues(tensor: Tensor): { shape: number[]; values: Float32Array } {
  return { shape: [...tensor.shape], values: Float32Array.from(tensor.data()) }
}
