/** Losses that want a margin between the scores of right classes and those of all others. */
import { shapeText } from '../core/shape'
import { fromValues, type Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { expectFloat, whereRaw } from './activation-support'
import { raw1, raw2 } from './arithmetic'
import { recordReduced, type LossOptions } from './loss-reduction'
import { reduceRaw } from './reduce'
import { reshapeRaw } from './view'

export interface MultiMarginOptions extends LossOptions {
  /** The power of what a margin lacks, 1 or 2; default 1. */
  p?: number
  /** By how much the score of the right class must be above each other; default 1. */
  margin?: number
  /** A weight for each class [C]. */
  weight?: Tensor | null
}

/**
 * The sum over all other classes of max(0, margin − x[class] + x[other])ᵖ, times the weight of the class and divided by C,
 * reduced.
 *
 * Shape: x (N, C) or (C); target (N) or () with class indices → (N) or ().
 * Errors: `target out of range`; `only p == 1 and p == 2 supported`; sizes that differ (PyTorch's sentences).
 */
export function multiMarginLoss(x: Tensor, target: Tensor, options: MultiMarginOptions = {}): Tensor {
  const { p = 1, margin = 1, weight = null, reduction = 'mean' } = options
  if (p !== 1 && p !== 2) throw new ValueError('only p == 1 and p == 2 supported')
  const [count, classes] = rowsOf(x)
  if (target.ndim > 1 || target.numel() !== count)
    throw new RuntimeError(
      'multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). ' +
        `Expected target size [${count}], but got ${shapeText(target.shape)}. Input has shape ${shapeText(x.shape)}.`,
    )
  if (weight && (weight.ndim !== 1 || weight.numel() !== classes))
    throw new RuntimeError(`inconsistent weight size, expected ${classes} but got ${shapeText(weight.shape)}`)
  const labels = wholeNumbers(target)
  if (labels.some((label) => label < 0 || label >= classes)) throw new RuntimeError('target out of range')
  expectFloat(x, 'multi_margin_loss_cpu_kernel')
  const { own, factors } = ofLabels(labels, classes, weight)
  const rows = reshapeRaw(x, [count, classes])
  const right = reduceRaw('Sum', whereRaw(raw2('Equal', own, 1), rows, 0), [1], true)
  const lacking = raw2('Maximum', raw2('Add', raw2('Add', raw1('Neg', right), margin), rows), 0)
  const powers = p === 1 ? lacking : raw1('Square', lacking)
  const losses = reshapeRaw(reduceRaw('Sum', raw2('Mul', powers, factors), [1], false), target.shape)
  return recordReduced('MultiMarginLossBackward0', x, losses, reduction, (grad) => {
    const slope =
      p === 1
        ? whereRaw(raw2('Greater', lacking, 0), factors, 0)
        : raw2('Mul', raw2('Mul', lacking, 2), factors)
    const shares = raw2('Mul', slope, ofRows(grad, [count, 1]))
    const all = reduceRaw('Sum', shares, [1], true)
    return reshapeRaw(raw2('Sub', shares, raw2('Mul', own, all)), x.shape)
  })
}

/**
 * The sum over all right classes y and all others i of max(0, 1 − x[y] + x[i]), divided by C, reduced.
 *
 * Shape: x and target (N, C) or (C); a row of the target has the right classes, then −1 → (N) or (). In memory: N · C².
 * Errors: `argument #2 'target' is out of range`; sizes that differ (PyTorch's sentences).
 */
export function multilabelMarginLoss(
  x: Tensor,
  target: Tensor,
  { reduction = 'mean' }: LossOptions = {},
): Tensor {
  const [count, classes] = rowsOf(x)
  const fits = x.ndim === 2 ? target.ndim === 2 && target.shape[0] === count : target.ndim <= 1
  if (!fits || (target.shape.at(-1) ?? 1) !== classes)
    throw new RuntimeError(
      `inconsistent target size: ${shapeText(target.shape)} for input of size: ${shapeText(x.shape)}`,
    )
  const { wanted, others } = ofSets(wholeNumbers(target), count, classes)
  expectFloat(x, 'multilabel_margin_loss_forward_out_frame')
  // [row, right class, other class]
  const factors = raw2('Mul', wanted, others)
  const right = raw2('Add', raw1('Neg', reshapeRaw(x, [count, classes, 1])), 1)
  const lacking = raw2('Maximum', raw2('Add', right, reshapeRaw(x, [count, 1, classes])), 0)
  const sums = reduceRaw('Sum', raw2('Mul', lacking, factors), [1, 2], false)
  const losses = reshapeRaw(sums, x.shape.slice(0, -1))
  return recordReduced('MultilabelMarginLossBackward0', x, losses, reduction, (grad) => {
    const slope = whereRaw(raw2('Greater', lacking, 0), factors, 0)
    const shares = raw2('Mul', slope, ofRows(grad, [count, 1, 1]))
    const gradient = raw2('Sub', reduceRaw('Sum', shares, [1], false), reduceRaw('Sum', shares, [2], false))
    return reshapeRaw(gradient, x.shape)
  })
}

/** How many rows and classes there are. Errors: three dimensions, or no class. */
function rowsOf(x: Tensor): [count: number, classes: number] {
  if (x.ndim > 2 || x.shape.at(-1) === 0)
    throw new RuntimeError(
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${shapeText(x.shape)}`,
    )
  return [x.ndim === 2 ? x.shape[0]! : 1, x.shape.at(-1) ?? 1]
}

function wholeNumbers(target: Tensor): readonly number[] {
  if (target.dtype !== 'int64') throw new RuntimeError('expected scalar type Long but found Float')
  return Array.from(target.data())
}

/** A gradient for each row, beside what its classes have; one for all rows as it is. */
function ofRows(grad: Tensor, shape: readonly number[]): Tensor {
  return grad.numel() === shape[0] ? reshapeRaw(grad, shape) : grad
}

/** 1 for the class of each row, and what each other class counts there. */
function ofLabels(
  labels: readonly number[],
  classes: number,
  weight: Tensor | null,
): { own: Tensor; factors: Tensor } {
  const weights = weight?.data()
  const own = new Float32Array(labels.length * classes)
  const factors = new Float32Array(labels.length * classes)
  labels.forEach((label, row) => {
    const [start, end] = [row * classes, (row + 1) * classes]
    factors.fill((weights ? Number(weights[label]) : 1) / classes, start, end)
    factors[start + label] = 0
    own[start + label] = 1
  })
  const shape = [labels.length, classes]
  return { own: fromValues(own, shape, 'float32'), factors: fromValues(factors, shape, 'float32') }
}

/** How often each class is right in a row, and 1 / C for those that are not. Errors: no class has that number. */
function ofSets(
  labels: readonly number[],
  count: number,
  classes: number,
): { wanted: Tensor; others: Tensor } {
  if (labels.some((label) => label < -1 || label >= classes))
    throw new RuntimeError("argument #2 'target' is out of range")
  const wanted = new Float32Array(labels.length)
  const others = new Float32Array(labels.length).fill(1 / classes)
  for (let row = 0; row < count; row++) {
    const start = row * classes
    for (const label of labels.slice(start, start + classes)) {
      if (label < 0) break
      wanted[start + label]!++
      others[start + label] = 0
    }
  }
  return {
    wanted: fromValues(wanted, [count, classes, 1], 'float32'),
    others: fromValues(others, [count, 1, classes], 'float32'),
  }
}
