import type { Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { mean, sum } from './reduce'

export type Reduction = 'mean' | 'sum' | 'none'

export interface LossOptions {
  /** Mean or sum of all values, or none; default 'mean'. */
  reduction?: Reduction
}

/** Applies a loss's reduction. */
export function reduceLoss(loss: Tensor, reduction: Reduction = 'mean'): Tensor {
  checkReduction(reduction)
  if (reduction === 'none') return loss
  return reduction === 'mean' ? mean(loss) : sum(loss)
}

/** Errors: `foo is not a valid value for reduction`. */
export function checkReduction(reduction: Reduction): void {
  if (reduction !== 'mean' && reduction !== 'sum' && reduction !== 'none')
    throw new ValueError(`${String(reduction)} is not a valid value for reduction`)
}

/** Errors: the mean of whole numbers. */
export function checkMean({ dtype }: Tensor, reduction: Reduction): void {
  if (reduction === 'mean' && dtype === 'int64')
    throw new RuntimeError(
      'mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long',
    )
}
