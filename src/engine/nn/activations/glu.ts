import type { Tensor } from '../../core/tensor'
import { glu } from '../../ops/smooth-activations'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * a · sigmoid(b), where a and b are the two halves of x along `dim`.
 *
 * Shape: (*, 2M, *) → (*, M, *).
 * Errors: `Halving dimension must be even, but dimension 1 is size 3`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export class GLU extends Module {
  constructor(readonly dim = -1) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return glu(x, this.dim)
  }

  override extraRepr(): string {
    return `dim=${this.dim}`
  }
}

/** How a graph makes and runs it. */
export const gluBuilders = {
  GLU: builder<{ dim: number }>({
    module: ({ dim }) => new GLU(dim),
    run: ([x], { dim }) => glu(x!, dim),
  }),
}
