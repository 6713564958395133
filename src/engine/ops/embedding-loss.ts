/** Losses that compare vectors, or pull them together and push them apart. */
import { record } from '../core/record'
import { shapeText } from '../core/shape'
import { alias, type Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { add, div, eq, minimum, mul, ne, raw2, sub } from './arithmetic'
import { abs, sqrt } from './elementwise'
import { where } from './index-ops'
import { checkMean, reduceLoss, type LossOptions } from './loss-reduction'
import { amax, norm, sum } from './reduce'

const COSINE_EPSILON = 1e-12

export interface HingeEmbeddingOptions extends LossOptions {
  /** How far apart two things must be that do not belong together; default 1. */
  margin?: number
}

export interface CosineEmbeddingOptions extends LossOptions {
  /** The cosine that pairs which do not belong together may have, −1 to 1; default 0. */
  margin?: number
}

export interface DistanceOptions {
  /** The norm's degree; default 2. */
  p?: number
  /** Added to each difference, so that the norm is never 0; default 1e-6. */
  eps?: number
  /** Keep the last dimension with length 1; default false. */
  keepdim?: boolean
}

export interface TripletMarginOptions extends LossOptions {
  /** How much nearer the positive must be than the negative; default 1. */
  margin?: number
  /** The norm's degree; default 2. */
  p?: number
  /** Added to each difference, so that the norm is never 0; default 1e-6. */
  eps?: number
  /** Use the distance from positive to negative where that is the smaller one; default false. */
  swap?: boolean
}

export interface TripletMarginWithDistanceOptions extends LossOptions {
  /** How far apart two tensors are, from 0; default `pairwiseDistance`. */
  distanceFunction?: (a: Tensor, b: Tensor) => Tensor
  /** How much nearer the positive must be than the negative; default 1. */
  margin?: number
  /** Use the distance from positive to negative where that is the smaller one; default false. */
  swap?: boolean
}

/** x where the target is 1, max(0, margin − x) where it is −1, reduced. */
export function hingeEmbeddingLoss(x: Tensor, target: Tensor, options: HingeEmbeddingOptions = {}): Tensor {
  const { margin = 1, reduction = 'mean' } = options
  checkMean(x, reduction)
  const pushed = where(ne(target, 1), clampMin0(sub(margin, x)), 0)
  const pulled = where(ne(target, -1), x, 0)
  return reduceLoss(add(pushed, pulled), reduction)
}

/**
 * 1 − cos(a, b) where the target is 1, max(0, cos(a, b) − margin) where it is −1, reduced.
 *
 * Shape: a and b (N, D), target (N), or (D) and ().
 * Errors: `0D or 1D target tensor expected, multi-target not supported`; inputs of another rank.
 */
export function cosineEmbeddingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  options: CosineEmbeddingOptions = {},
): Tensor {
  const { margin = 0, reduction = 'mean' } = options
  const rank = target.shape.length
  if (rank > 1) throw new RuntimeError('0D or 1D target tensor expected, multi-target not supported')
  if (a.shape.length !== rank + 1) {
    throw new RuntimeError(
      `${rank}D target tensor expects ${rank + 1}D input tensors, but found inputs with sizes ${shapeText(a.shape)} and ${shapeText(b.shape)}.`,
    )
  }
  const product = sum(mul(a, b), rank)
  const length = (x: Tensor): Tensor => add(sum(mul(x, x), rank), COSINE_EPSILON)
  const cosine = div(product, sqrt(mul(length(a), length(b))))
  const pulled = where(eq(target, 1), sub(1, cosine), 0)
  const pushed = where(eq(target, -1), clampMin0(sub(cosine, margin)), 0)
  return reduceLoss(add(pulled, pushed), reduction)
}

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)), reduced.
 *
 * Shape: three times (N, D) or (D).
 * Errors: ranks that differ → `The anchor, positive, and negative tensors are expected to have the same number of dimensions …`.
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginOptions = {},
): Tensor {
  const { margin = 1, p = 2, eps = 1e-6, swap = false, reduction = 'mean' } = options
  expectAlike(anchor, positive, negative)
  const distanceFunction = (x: Tensor, y: Tensor): Tensor => pairwiseDistance(x, y, { p, eps })
  return tripletLoss(anchor, positive, negative, { distanceFunction, margin, swap, reduction })
}

/**
 * max(0, margin + distance(anchor, positive) − distance(anchor, negative)) by a distance of one's own, reduced.
 *
 * Shape: three times as the distance takes it.
 * Errors: `margin must be greater than 0, got 0`; ranks that differ, as `tripletMarginLoss`.
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginWithDistanceOptions = {},
): Tensor {
  const { distanceFunction = pairwiseDistance, margin = 1, swap = false, reduction = 'mean' } = options
  if (margin <= 0) throw new ValueError(`margin must be greater than 0, got ${margin}`)
  expectAlike(anchor, positive, negative)
  return tripletLoss(anchor, positive, negative, { distanceFunction, margin, swap, reduction })
}

function expectAlike(anchor: Tensor, positive: Tensor, negative: Tensor): void {
  const [a, b, c] = [anchor.ndim, positive.ndim, negative.ndim]
  if (a === b && b === c) return
  throw new RuntimeError(
    'The anchor, positive, and negative tensors are expected to have the same number of dimensions, ' +
      `but got: anchor ${a}D, positive ${b}D, and negative ${c}D inputs`,
  )
}

function tripletLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: Required<TripletMarginWithDistanceOptions>,
): Tensor {
  const { distanceFunction: distance, margin, swap, reduction } = options
  const near = distance(anchor, positive)
  const direct = distance(anchor, negative)
  const far = swap ? minimum(direct, distance(positive, negative)) : direct
  return reduceLoss(clampMin0(sub(add(near, margin), far)), reduction)
}

/** The p-norm of x₁ − x₂ + eps along the last dimension. */
export function pairwiseDistance(x1: Tensor, x2: Tensor, options: DistanceOptions = {}): Tensor {
  const { p = 2, eps = 1e-6, keepdim = false } = options
  const difference = add(sub(x1, x2), eps)
  const distance =
    p === Infinity ? amax(abs(difference), -1, { keepdim }) : norm(difference, -1, { p, keepdim })
  return record('NormBackward1', [distance], alias(distance), (grad) => [grad])
}

/** max(0, x), whose gradient at 0 is 0, as in PyTorch since 2.15 (1 before). */
export function clampMin0(x: Tensor): Tensor {
  const y = raw2('Maximum', x, 0)
  return record('ClampMinBackward0', [x], y, (grad) => [raw2('ReluGrad', grad, y)], [x])
}
