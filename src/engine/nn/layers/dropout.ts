import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { dropout } from '../../ops/dropout'
import { Module } from '../module'
import { floatText, pythonText } from '../text'
import type { InplaceOptions } from './relu'

/**
 * While training, sets values to 0 with probability p and divides the others by 1 − p.
 *
 * Shape: (*) → (*).
 * Errors: p outside 0 to 1 → `dropout probability has to be between 0 and 1, but got 2`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends Module {
  readonly inplace: boolean

  constructor(
    readonly p = 0.5,
    { inplace = false }: InplaceOptions = {},
  ) {
    super()
    if (p < 0 || p > 1) throw new ValueError(`dropout probability has to be between 0 and 1, but got ${p}`)
    this.inplace = inplace
  }

  override forward(x: Tensor): Tensor {
    return dropout(x, this.p, this.training)
  }

  override extraRepr(): string {
    return `p=${floatText(this.p)}, inplace=${pythonText(this.inplace)}`
  }
}
