import { record } from '../core/record'
import type { Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { raw2 } from './arithmetic'
import { mean, reduceRaw, sum } from './reduce'

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

/**
 * Reduces losses and records that in one step with what made them, as PyTorch's own loss functions do.
 *
 * @param slope The gradient of x from that of each loss, or from the share of it that all have.
 */
export function recordReduced(
  name: string,
  x: Tensor,
  losses: Tensor,
  reduction: Reduction,
  slope: (grad: Tensor) => Tensor,
): Tensor {
  checkReduction(reduction)
  const dims = [...losses.shape.keys()]
  const output =
    reduction === 'none' ? losses : reduceRaw(reduction === 'mean' ? 'Mean' : 'Sum', losses, dims, false)
  return record(
    name,
    [x],
    output,
    (grad) => [slope(reduction === 'mean' ? raw2('Mul', grad, 1 / losses.numel()) : grad)],
    [x],
  )
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
