import type { Tensor } from '../../core/tensor'
import { flatten } from '../../ops/view'
import { Module } from '../module'
import { builder } from '../node-builder'

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

/** How a graph makes and runs it. */
export const flattenBuilders = {
  Flatten: builder<{ start_dim: number; end_dim: number }>({
    module: ({ start_dim: start, end_dim: end }) => new Flatten(start, end),
    run: ([x], { start_dim: start, end_dim: end }) => flatten(x!, start, end),
  }),
}
