/** Losses that compare value by value. */
import { backend } from '../backend'
import { expected } from '../core/expected'
import { record } from '../core/record'
import { sameShape, shapeText } from '../core/shape'
import { fromHandle, type Tensor } from '../core/tensor'
import { warnOnce } from '../core/warn'
import { RuntimeError, ValueError } from '../errors'
import { div, mul, raw1, raw2, sub } from './arithmetic'
import { sumTo } from './broadcast'
import { cast } from './cast'
import { abs, exp } from './elementwise'
import { checkMean, checkReduction, reduceLoss, type LossOptions, type Reduction } from './loss-reduction'
import { reduceRaw, sum } from './reduce'
import { whereRaw } from './activation-support'

export interface SmoothL1Options extends LossOptions {
  /** Where the parabola becomes a line, from 0; default 1. */
  beta?: number
}

export interface HuberOptions extends LossOptions {
  /** Where the parabola becomes a line, above 0; default 1. */
  delta?: number
}

export interface BCEOptions extends LossOptions {
  /** A factor for each value, broadcast. */
  weight?: Tensor | null
}

export interface BCEWithLogitsOptions extends BCEOptions {
  /** A factor for the positive part of each class, broadcast. */
  posWeight?: Tensor | null
}

export interface KLDivOptions {
  /** Mean or sum of all values, the sum divided by the batch, or none; default 'mean'. */
  reduction?: Reduction | 'batchmean'
  /** The target is given as logarithms; default false. */
  logTarget?: boolean
}

/** (x − y)², reduced. */
export function mseLoss(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  warnOfSizes(x, target)
  const difference = raw2('Sub', cast(x, 'float32'), cast(target, 'float32'))
  return pointwiseLoss('MseLossBackward0', [x, target], raw1('Square', difference), {
    slope: () => difference,
    targetSlope: () => raw1('Neg', difference),
    scale: 2,
    reduction,
  })
}

/** |x − y|, reduced. Errors: the mean of whole numbers → `mean(): could not infer output dtype. …`. */
export function l1Loss(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  warnOfSizes(x, target)
  if (target.dtype === 'int64') checkMean(x, reduction)
  return reduceLoss(abs(sub(x, target)), reduction)
}

/**
 * (x − y)² / (2 · beta) where |x − y| is below beta, |x − y| − beta / 2 elsewhere, reduced; `l1Loss` for beta 0.
 *
 * Errors: `smooth_l1_loss does not support negative values for beta.`
 */
export function smoothL1Loss(x: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor {
  const { beta = 1, reduction = 'mean' } = options
  if (beta < 0) throw new RuntimeError('smooth_l1_loss does not support negative values for beta.')
  if (beta > 0) return parabolaAndLine('SmoothL1LossBackward0', x, target, beta, 1 / beta, reduction)
  return l1Loss(x, target, { reduction })
}

/**
 * (x − y)² / 2 where |x − y| is below delta, delta · (|x − y| − delta / 2) elsewhere, reduced.
 *
 * Errors: `huber_loss does not support non-positive values for delta.`
 */
export function huberLoss(x: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1, reduction = 'mean' } = options
  if (delta <= 0) throw new RuntimeError('huber_loss does not support non-positive values for delta.')
  return parabolaAndLine('HuberLossBackward0', x, target, delta, 1, reduction)
}

/** scale · m · (|d| − m / 2), where d = x − y and m is |d|, at most `bend`. */
function parabolaAndLine(
  name: string,
  x: Tensor,
  target: Tensor,
  bend: number,
  scale: number,
  reduction: Reduction,
): Tensor {
  warnOfSizes(x, target)
  const difference = raw2('Sub', x, cast(target, 'float32'))
  const distance = raw1('Abs', difference)
  const bounded = raw2('Minimum', distance, bend)
  const product = raw2('Mul', bounded, raw2('Sub', distance, raw2('Mul', bounded, 0.5)))
  const slope = (): Tensor =>
    fromHandle(backend.clip(difference.handle, -bend, bend), difference.shape, difference.layout)
  return pointwiseLoss(name, [x, target], scale === 1 ? product : raw2('Mul', product, scale), {
    slope,
    targetSlope: () => raw1('Neg', slope()),
    scale,
    reduction,
  })
}

/**
 * −(y · ln x + (1 − y) · ln(1 − x)), with logarithms not below −100, reduced.
 *
 * Shape: x and target alike; weight broadcast to them.
 * Errors: other sizes; `all elements of input should be between 0 and 1`, and the same for the target.
 */
export function binaryCrossEntropy(x: Tensor, target: Tensor, options: BCEOptions = {}): Tensor {
  const { weight = null, reduction = 'mean' } = options
  if (!sameShape(x.shape, target.shape)) {
    throw new ValueError(
      `Using a target size (${sizeText(target)}) that is different to the input size (${sizeText(x)}) is deprecated. ` +
        'Please ensure they have the same size.',
    )
  }
  if (target.dtype !== 'float32') throw new RuntimeError('Found dtype Long but expected Float')
  if (weight) checkWeight(weight, x)
  expectShares(x, 'input')
  expectShares(target, 'target')
  const weighted = (value: Tensor): Tensor => (weight ? raw2('Mul', value, weight) : value)
  const logOn = raw2('Maximum', raw1('Log', x), -100)
  const logOff = raw2('Maximum', raw1('Log1p', raw1('Neg', x)), -100)
  const off = raw2('Mul', raw2('Sub', target, 1), logOff)
  const values = weighted(raw2('Sub', off, raw2('Mul', target, logOn)))
  return pointwiseLoss('BinaryCrossEntropyBackward0', [x, target], values, {
    slope: () => {
      const spread = raw2('Mul', raw2('Add', raw1('Neg', x), 1), x)
      return weighted(raw2('RealDiv', raw2('Sub', x, target), raw2('Maximum', spread, 1e-12)))
    },
    targetSlope: () => weighted(raw2('Sub', logOff, logOn)),
    reduction,
  })
}

/** A weight that would make more losses than there are values. */
function broadcastError(x: Tensor, losses: Tensor): RuntimeError {
  return new RuntimeError(
    `output with shape ${shapeText(x.shape)} doesn't match the broadcast shape ${shapeText(losses.shape)}`,
  )
}

/** Errors: a weight that does not broadcast to x. */
function checkWeight(weight: Tensor, x: Tensor): void {
  const extra = weight.shape.length - x.shape.length
  if (extra > 0) throw broadcastError(x, weight)
  for (let dim = -1; dim >= -weight.shape.length; dim--) {
    const length = weight.shape.at(dim)!
    if (length !== 1 && length !== x.shape.at(dim)) {
      throw new RuntimeError(
        `Attempting to broadcast a dimension of length ${length} at ${dim}! Mismatching argument at index 1 had ` +
          `${sizeText(weight)}; but expected shape should be broadcastable to ${shapeText(x.shape)}`,
      )
    }
  }
}

/**
 * Binary cross entropy of sigmoid(x), without its rounding: (1 − y) · x + (1 + (p − 1) · y) · softplus(−x), reduced.
 *
 * Shape: x and target alike; weight and posWeight (p) broadcast to them.
 * Errors: `Target size (torch.Size([2, 4])) must be the same as input size (torch.Size([3, 4]))`; weights for more values
 * than there are → `output with shape [3, 1] doesn't match the broadcast shape [3, 4]`.
 */
export function binaryCrossEntropyWithLogits(
  x: Tensor,
  target: Tensor,
  options: BCEWithLogitsOptions = {},
): Tensor {
  const { weight = null, posWeight = null, reduction = 'mean' } = options
  if (!sameShape(x.shape, target.shape))
    throw new ValueError(`Target size (${sizeText(target)}) must be the same as input size (${sizeText(x)})`)
  if (target.dtype !== 'float32')
    throw new RuntimeError("result type Float can't be cast to the desired output type Long")
  const weighted = (value: Tensor): Tensor => (weight ? raw2('Mul', value, weight) : value)
  const surprise = raw1('Softplus', raw1('Neg', x))
  const positive = posWeight && raw2('Mul', posWeight, target)
  const logWeight = positive && raw2('Add', raw2('Sub', positive, target), 1)
  const linear = raw2('Sub', x, raw2('Mul', target, x))
  const values = weighted(raw2('Add', linear, logWeight ? raw2('Mul', logWeight, surprise) : surprise))
  if (!sameShape(values.shape, x.shape)) throw broadcastError(x, values)
  return pointwiseLoss('BinaryCrossEntropyWithLogitsBackward0', [x, target], values, {
    slope: () => {
      const share = raw1('Sigmoid', x)
      return weighted(
        positive && logWeight
          ? raw2('Sub', raw2('Mul', logWeight, share), positive)
          : raw2('Sub', share, target),
      )
    },
    targetSlope: () => {
      const slope = raw1('Neg', x)
      return weighted(
        posWeight ? raw2('Add', slope, raw2('Mul', surprise, raw2('Sub', posWeight, 1))) : slope,
      )
    },
    reduction,
  })
}

/**
 * y · (ln y − x) for log probabilities x, reduced; e^y · (y − x) where the target is given as logarithms.
 *
 * Errors: `kl_div: Integral inputs not supported.`
 */
export function klDiv(x: Tensor, target: Tensor, options: KLDivOptions = {}): Tensor {
  const { reduction = 'mean', logTarget = false } = options
  if (x.dtype !== 'float32' || target.dtype !== 'float32')
    throw new RuntimeError('kl_div: Integral inputs not supported.')
  if (reduction === 'mean') {
    warnOnce(
      "reduction: 'mean' divides the total loss by both the batch size and the support size." +
        "'batchmean' divides only by the batch size, and aligns with the KL div math definition." +
        "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
    )
  }
  const values = logTarget ? mul(exp(target), sub(target, x)) : sub(timesOwnLogarithm(target), mul(target, x))
  if (reduction !== 'batchmean') return reduceLoss(values, reduction)
  return x.shape.length === 0 ? sum(values) : div(sum(values), x.shape[0]!)
}

/** x · ln x, 0 at 0. */
function timesOwnLogarithm(x: Tensor): Tensor {
  const none = raw2('Equal', x, 0)
  const logarithm = raw1('Log', x)
  const y = whereRaw(none, 0, raw2('Mul', x, logarithm))
  return record('XlogyBackward0', [x], y, (grad) => [raw2('Mul', grad, raw2('Add', logarithm, 1))], [x])
}

interface Slopes {
  /** The derivative of each value by the input, and by the target, but for the factor `scale` (default 1). */
  slope: () => Tensor
  targetSlope: () => Tensor
  scale?: number
  reduction: Reduction
}

/** Reduces and records the losses of all values in one step, as PyTorch's own loss functions do. */
function pointwiseLoss(
  name: string,
  inputs: readonly [Tensor, Tensor],
  values: Tensor,
  { slope, targetSlope, scale = 1, reduction }: Slopes,
): Tensor {
  const dims = [...values.shape.keys()]
  checkReduction(reduction)
  const output =
    reduction === 'none' ? values : reduceRaw(reduction === 'mean' ? 'Mean' : 'Sum', values, dims, false)
  return record(
    name,
    inputs,
    output,
    (grad, needs) => {
      const factor = reduction === 'mean' ? scale / values.numel() : scale
      const share = factor === 1 ? grad : raw2('Mul', grad, factor)
      return [slope, targetSlope].map((each, i) =>
        needs[i] ? sumTo(raw2('Mul', each(), share), inputs[i]!.shape) : null,
      )
    },
    inputs,
  )
}

function warnOfSizes(x: Tensor, target: Tensor): void {
  if (sameShape(x.shape, target.shape)) return
  warnOnce(
    `Using a target size (${sizeText(target)}) that is different to the input size (${sizeText(x)}). ` +
      'This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.',
  )
}

function sizeText(x: Tensor): string {
  return `torch.Size(${shapeText(x.shape)})`
}

function expectShares(x: Tensor, what: string): void {
  const inside = raw2('LogicalAnd', raw2('GreaterEqual', x, 0), raw2('LessEqual', x, 1))
  const all = reduceRaw('All', inside, [...x.shape.keys()], false)
  if (expected(all.handle, 'true')) return
  throw new RuntimeError(`all elements of ${what} should be between 0 and 1`)
}
