/** Losses that want a margin between two scores, or between a score and 0. */
import { broadcastShapes, sameShape, shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { IndexError, RuntimeError } from '../errors'
import { add, div, mul, raw1, raw2, sub } from './arithmetic'
import { cast } from './cast'
import { clampMin0 } from './embedding-loss'
import { neg } from './elementwise'
import { recordReduced, reduceLoss, type LossOptions } from './loss-reduction'
import { sum } from './reduce'
import { logSigmoid } from './smooth-activations'

export interface MarginRankingOptions extends LossOptions {
  /** By how much the better one must be above the other; default 0. */
  margin?: number
}

export interface MultiLabelSoftMarginOptions extends LossOptions {
  /** A factor for each class, broadcast. */
  weight?: Tensor | null
}

/**
 * max(0, −target · (a − b) + margin), reduced.
 *
 * Shape: a, b and target of as many dimensions, broadcast.
 * Errors: other ranks → `margin_ranking_loss : All input tensors should have same dimension but got sizes: …`.
 */
export function marginRankingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  options: MarginRankingOptions = {},
): Tensor {
  const { margin = 0, reduction = 'mean' } = options
  if (a.ndim !== b.ndim || a.ndim !== target.ndim) {
    const [first, second, third] = [a, b, target].map(({ shape }) => `torch.Size(${shapeText(shape)})`)
    throw new RuntimeError(
      'margin_ranking_loss : All input tensors should have same dimension but got sizes: ' +
        `input1: ${first}, input2: ${second}, target: ${third} `,
    )
  }
  return reduceLoss(clampMin0(add(mul(neg(target), sub(a, b)), margin)), reduction)
}

/**
 * ln(1 + e^(−target · x)) for targets 1 and −1, reduced. The target has no gradient.
 *
 * Shape: the target broadcasts to x.
 * Errors: it does not → `output with shape [4] doesn't match the broadcast shape [3, 4]`.
 */
export function softMarginLoss(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  const shape = broadcastShapes(x.shape, target.shape)
  if (!sameShape(shape, x.shape))
    throw new RuntimeError(
      `output with shape ${shapeText(x.shape)} doesn't match the broadcast shape ${shapeText(shape)}`,
    )
  if (x.dtype !== 'float32')
    throw new RuntimeError("result type Float can't be cast to the desired output type Long")
  const sign = raw1('Neg', cast(target, 'float32'))
  const power = raw1('Exp', raw2('Mul', sign, x))
  const losses = raw1('Log1p', power)
  return recordReduced('SoftMarginLossBackward0', x, losses, reduction, (grad) => {
    const slope = raw2('RealDiv', raw2('Mul', sign, power), raw2('Add', power, 1))
    return raw2('Mul', slope, grad)
  })
}

/**
 * The mean over the classes of −(y · ln sigmoid(x) + (1 − y) · ln sigmoid(−x)), reduced.
 *
 * Shape: x and target (*, C) → (*), broadcast.
 */
export function multilabelSoftMarginLoss(
  x: Tensor,
  target: Tensor,
  options: MultiLabelSoftMarginOptions = {},
): Tensor {
  const { weight = null, reduction = 'mean' } = options
  if (x.ndim === 0) throw new IndexError('Dimension specified as -1 but tensor has no dimensions')
  const losses = neg(add(mul(target, logSigmoid(x)), mul(sub(1, target), logSigmoid(neg(x)))))
  const weighted = weight ? mul(losses, weight) : losses
  return reduceLoss(div(sum(weighted, x.ndim - 1), x.shape.at(-1)!), reduction)
}
