import type { Tensor } from '../../core/tensor'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * Gives back what it gets.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html
 */
export class Identity extends Module {
  override forward(x: Tensor): Tensor {
    return x
  }
}

/** How a graph makes and runs it. */
export const identityBuilders = {
  Identity: builder({ module: () => new Identity(), run: ([x]) => x! }),
}
