/** Losses of counts, and of values whose spread is predicted too: how unlikely the target is. */
import { expected } from '../core/expected'
import { record } from '../core/record'
import { sameShape } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { add, div, le, mul, pow, raw2, sub } from './arithmetic'
import { exp, log } from './elementwise'
import { maskedFill } from './index-ops'
import { reduceLoss, type LossOptions } from './loss-reduction'
import { reduceRaw } from './reduce'
import { unsqueeze } from './view'

export interface PoissonNLLOptions extends LossOptions {
  /** The input is the logarithm of the rate; default true. */
  logInput?: boolean
  /** Adds Stirling's approximation of ln target! where the target is above 1; default false. */
  full?: boolean
  /** Added to a rate under the logarithm; default 1e-8. */
  eps?: number
}

export interface GaussianNLLOptions extends LossOptions {
  /** Adds ½ · ln 2π, which changes no gradient; default false. */
  full?: boolean
  /** The least variance; default 1e-6. */
  eps?: number
}

/**
 * eˣ − target · x for the logarithm x of a rate, x − target · ln(x + eps) for the rate itself, reduced.
 *
 * Shape: x and target broadcast.
 */
export function poissonNllLoss(x: Tensor, target: Tensor, options: PoissonNLLOptions = {}): Tensor {
  const { logInput = true, full = false, eps = 1e-8, reduction = 'mean' } = options
  const losses = logInput ? sub(exp(x), mul(target, x)) : sub(x, mul(target, log(add(x, eps))))
  return reduceLoss(full ? add(losses, logarithmOfFactorial(target)) : losses, reduction)
}

/** Stirling's target · ln target − target + ½ · ln(2π · target); 0 up to 1. */
function logarithmOfFactorial(target: Tensor): Tensor {
  const root = mul(log(mul(target, 2 * Math.PI)), 0.5)
  return maskedFill(add(sub(mul(target, log(target)), target), root), le(target, 1), 0)
}

/**
 * ½ · (ln v + (x − target)² / v) with v the variance, at least eps, reduced. The gradient reaches a variance below eps too.
 *
 * Shape: x and target broadcast; the variance as x, or without its last dimension, or with one of its dimensions 1.
 * Errors: `var has negative entry/entries`; another size → `var is of incorrect size`.
 */
export function gaussianNllLoss(
  x: Tensor,
  target: Tensor,
  variance: Tensor,
  options: GaussianNLLOptions = {},
): Tensor {
  const { full = false, eps = 1e-6, reduction = 'mean' } = options
  const positive = reduceRaw('All', raw2('GreaterEqual', variance, 0), [...variance.shape.keys()], false)
  if (!expected(positive.handle, 'true')) throw new ValueError('var has negative entry/entries')
  const spread = atLeast(eps, besides(x, variance))
  const losses = mul(add(log(spread), div(pow(sub(x, target), 2), spread)), 0.5)
  return reduceLoss(full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses, reduction)
}

/** The variance as it broadcasts to x. */
function besides({ shape }: Tensor, variance: Tensor): Tensor {
  if (sameShape(shape, variance.shape)) return variance
  if (sameShape(shape.slice(0, -1), variance.shape)) return unsqueeze(variance, -1)
  const others = variance.shape.filter((size, dim) => size !== shape[dim])
  if (shape.length === variance.shape.length && others.length === 1 && others[0] === 1) return variance
  throw new ValueError('var is of incorrect size')
}

function atLeast(least: number, x: Tensor): Tensor {
  return record('CloneBackward0', [x], raw2('Maximum', x, least), (grad) => [grad])
}
