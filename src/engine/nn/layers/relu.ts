import type { Tensor } from '../../core/tensor'
import { relu } from '../../ops/elementwise'
import { Module } from '../module'
import { builder } from '../node-builder'

export interface InplaceOptions {
  /** Printed as PyTorch does; the input is never overwritten here. Default false. */
  inplace?: boolean
}

/**
 * max(0, x).
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html
 */
export class ReLU extends Module {
  readonly inplace: boolean

  constructor({ inplace = false }: InplaceOptions = {}) {
    super()
    this.inplace = inplace
  }

  override forward(x: Tensor): Tensor {
    return relu(x)
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : ''
  }
}

/** How a graph makes and runs it. */
export const reluBuilders = {
  ReLU: builder<{ inplace: boolean }>({ module: (params) => new ReLU(params), run: ([x]) => relu(x!) }),
}
