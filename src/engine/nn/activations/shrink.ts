import type { Tensor } from '../../core/tensor'
import { hardshrink, softshrink } from '../../ops/rectifiers'
import { Module } from '../module'
import { builder } from '../node-builder'
import { pythonText } from '../text'

abstract class Shrink extends Module {
  /** @param lambd Values from −lambd to lambd become 0. */
  constructor(readonly lambd = 0.5) {
    super()
  }

  override extraRepr(): string {
    return pythonText(this.lambd)
  }
}

/**
 * x beyond ±lambd, else 0.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Shrink {
  override forward(x: Tensor): Tensor {
    return hardshrink(x, this.lambd)
  }
}

/**
 * x − lambd above lambd, x + lambd below −lambd, else 0.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Shrink {
  override forward(x: Tensor): Tensor {
    return softshrink(x, this.lambd)
  }
}

/** How a graph makes and runs them. */
export const shrinkBuilders = {
  Hardshrink: builder<{ lambd: number }>({
    module: ({ lambd }) => new Hardshrink(lambd),
    run: ([x], { lambd }) => hardshrink(x!, lambd),
  }),
  Softshrink: builder<{ lambd: number }>({
    module: ({ lambd }) => new Softshrink(lambd),
    run: ([x], { lambd }) => softshrink(x!, lambd),
  }),
}
