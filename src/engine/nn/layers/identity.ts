import type { Tensor } from '../../core/tensor'
import { Module } from '../module'

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
