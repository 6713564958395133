import type { Shape } from '../../core/shape'
import type { Tensor } from '../../core/tensor'
import { unflatten } from '../../ops/view'
import { Module } from '../module'
import { builder } from '../node-builder'
import { pythonText } from '../text'

/**
 * One dimension split into several; one of the sizes may be -1.
 *
 * Shape: (N, product of sizes) → (N, *sizes) for dim 1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
 */
export class Unflatten extends Module {
  readonly unflattenedSize: Shape

  constructor(
    readonly dim: number,
    unflattenedSize: Shape,
  ) {
    super()
    this.unflattenedSize = [...unflattenedSize]
  }

  override forward(x: Tensor): Tensor {
    return unflatten(x, this.dim, this.unflattenedSize)
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${pythonText(this.unflattenedSize)}`
  }
}

/** How a graph makes and runs it. */
export const unflattenBuilders = {
  Unflatten: builder<{ dim: number; unflattened_size: number[] }>({
    module: ({ dim, unflattened_size: sizes }) => new Unflatten(dim, sizes),
    run: ([x], { dim, unflattened_size: sizes }) => unflatten(x!, dim, sizes),
  }),
}
