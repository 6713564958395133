import type { Tensor } from '../../core/tensor'
import { flatten } from '../../ops/view'
import { Module } from '../module'

/**
 * Dimensions `startDim` to `endDim` made one.
 *
 * Shape: (N, *) → (N, product of *) with the defaults.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten extends Module {
  constructor(
    readonly startDim = 1,
    readonly endDim = -1,
  ) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return flatten(x, this.startDim, this.endDim)
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`
  }
}
