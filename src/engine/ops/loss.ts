import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { sameShape, shapeText } from '../core/shape'
import { IndexError, RuntimeError, ValueError } from '../errors'
import { add, div, mul, raw2, sub } from './arithmetic'
import { neg, square } from './elementwise'
import { mean, reduceRaw, sum } from './reduce'
import { logSoftmax } from './softmax'
import { permute, reshape, reshapeRaw } from './view'

export type Reduction = 'mean' | 'sum' | 'none'

export interface LossOptions {
  /** Mean or sum of all values, or none; default 'mean'. */
  reduction?: Reduction
}

export interface CrossEntropyOptions extends LossOptions {
  /** A weight for each class [C]. */
  weight?: Tensor | null
  /** Rows with this label do not count; default -100. */
  ignoreIndex?: number
  /** Share of the target spread evenly over all classes, 0 to 1; default 0. */
  labelSmoothing?: number
}

/** Applies a loss's reduction. */
export function reduceLoss(loss: Tensor, reduction: Reduction = 'mean'): Tensor {
  if (reduction === 'mean') return mean(loss)
  if (reduction === 'sum') return sum(loss)
  if (reduction === 'none') return loss
  throw new ValueError(`${String(reduction)} is not a valid value for reduction`)
}

/** (x − y)², reduced. */
export function mseLoss(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  if (
    !sameShape(x.shape, target.shape) ||
    x.layout !== target.layout ||
    target.requiresGrad ||
    x.dtype !== 'float32'
  ) {
    return reduceLoss(square(sub(x, target)), reduction)
  }
  const difference = raw2('Sub', x, target)
  const squares = fromHandle(backend.unary('Square', difference.handle), x.shape, x.layout)
  const all = x.shape.map((_, dim) => dim)
  const scale = reduction === 'mean' ? 2 / x.numel() : 2
  const loss =
    reduction === 'none' ? squares : reduceRaw(reduction === 'mean' ? 'Mean' : 'Sum', squares, all, false)
  return record('MseLossBackward0', [x], loss, (grad) => [raw2('Mul', difference, raw2('Mul', grad, scale))])
}

/**
 * −ln softmax(x)[class], weighted and smoothed as asked; class indices or probabilities as target.
 *
 * Shape: x (N, C), (C) or (N, C, d₁, …); target (N), () or (N, d₁, …) with classes, or x's shape with probabilities.
 * Errors: `Target 5 is out of bounds.`; sizes that differ.
 */
export function crossEntropy(x: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, labelSmoothing = 0, reduction = 'mean' } = options
  if (labelSmoothing < 0 || labelSmoothing > 1) {
    throw new RuntimeError(`label_smoothing must be between 0.0 and 1.0. Got: ${labelSmoothing}`)
  }
  if (x.shape.length === 0) throw new RuntimeError('cross_entropy(): the input needs a dimension of classes')
  const probabilities = target.dtype === 'float32'
  if (probabilities && !sameShape(x.shape, target.shape)) {
    throw new RuntimeError(
      sameShape(target.shape, withoutClasses(x))
        ? 'expected scalar type Long but found Float'
        : `Expected floating point type for target with class probabilities to have the input's shape ${shapeText(x.shape)}, got ${shapeText(target.shape)}`,
    )
  }
  if (probabilities) return probabilityLoss(x, target, options)
  const rows = checkTargets(x, target, ignoreIndex)
  if (x.shape.length === 2 && !weight && labelSmoothing === 0 && rows.kept === rows.labels.length) {
    return fusedCrossEntropy(x, target, reduction)
  }
  return weightedLoss(logSoftmax(x, x.shape.length === 1 ? 0 : 1), rows, target, {
    weight,
    labelSmoothing,
    reduction,
  })
}

/**
 * −x[class] for log probabilities x, weighted as asked.
 *
 * Shape: as crossEntropy with classes.
 */
export function nllLoss(
  x: Tensor,
  target: Tensor,
  options: Omit<CrossEntropyOptions, 'labelSmoothing'> = {},
): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = 'mean' } = options
  return weightedLoss(x, checkTargets(x, target, ignoreIndex), target, {
    weight,
    labelSmoothing: 0,
    reduction,
  })
}

/** Softmax, logarithm and selection in one kernel, which gives the gradient along with the loss. */
function fusedCrossEntropy(x: Tensor, target: Tensor, reduction: Reduction): Tensor {
  const [losses, slopes] = backend.sparseCrossEntropy(inLayout(x, null).handle, target.handle)
  const count = target.shape[0]!
  const loss = fromHandle(losses, target.shape)
  const slope = fromHandle(slopes, x.shape)
  const output =
    reduction === 'none' ? loss : reduceRaw(reduction === 'mean' ? 'Mean' : 'Sum', loss, [0], false)
  return record('NllLossBackward0', [x], output, (grad) => {
    if (reduction === 'none') return [raw2('Mul', slope, reshapeRaw(grad, [count, 1]))]
    return [raw2('Mul', slope, reduction === 'mean' ? raw2('Mul', grad, 1 / count) : grad)]
  })
}

interface Targets {
  labels: ArrayLike<number>
  /** Rows that count. */
  kept: number
  ignoreIndex: number
}

function checkTargets(x: Tensor, target: Tensor, ignoreIndex: number): Targets {
  if (target.dtype !== 'int64') throw new RuntimeError(`expected scalar type Long but found ${target.dtype}`)
  if (!sameShape(target.shape, withoutClasses(x))) {
    if (x.shape.length === 2 && target.shape.length === 1) {
      throw new ValueError(
        `Expected input batch_size (${x.shape[0]}) to match target batch_size (${target.shape[0]}).`,
      )
    }
    throw new RuntimeError(
      `Expected target size ${shapeText(withoutClasses(x))}, got ${shapeText(target.shape)}`,
    )
  }
  const classes = classCount(x)
  const labels = target.data()
  let kept = 0
  for (const label of labels) {
    if (label === ignoreIndex) continue
    if (label < 0 || label >= classes) throw new IndexError(`Target ${label} is out of bounds.`)
    kept++
  }
  return { labels, kept, ignoreIndex }
}

function classCount(x: Tensor): number {
  return x.shape[x.shape.length === 1 ? 0 : 1]!
}

function withoutClasses(x: Tensor): number[] {
  return x.shape.filter((_, dim) => dim !== (x.shape.length === 1 ? 0 : 1))
}

/** [rows, classes] of a tensor whose classes are dimension 1 (0 without a batch). */
function rowsByClass(x: Tensor): Tensor {
  const rank = x.shape.length
  if (rank === 1) return reshape(x, [1, x.shape[0]!])
  if (rank === 2) return x
  const order = [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]
  return reshape(permute(x, order), [-1, x.shape[1]!])
}

interface Weighting {
  weight: Tensor | null
  labelSmoothing: number
  reduction: Reduction
}

/** −Σ coefficient · log probability, with one row of coefficients for each label. */
function weightedLoss(
  logs: Tensor,
  rows: Targets,
  target: Tensor,
  { weight, labelSmoothing, reduction }: Weighting,
): Tensor {
  const classes = classCount(logs)
  if (weight && !sameShape(weight.shape, [classes])) {
    throw new RuntimeError(
      `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${shapeText(weight.shape)}`,
    )
  }
  const weights = weight?.data() ?? new Float32Array(classes).fill(1)
  const coefficients = new Float32Array(rows.labels.length * classes)
  let total = 0
  for (let row = 0; row < rows.labels.length; row++) {
    const label = rows.labels[row]!
    if (label === rows.ignoreIndex) continue
    total += weights[label]!
    const start = row * classes
    if (labelSmoothing > 0) {
      for (let c = 0; c < classes; c++) coefficients[start + c] = (labelSmoothing / classes) * weights[c]!
    }
    coefficients[start + label]! += (1 - labelSmoothing) * weights[label]!
  }
  const matrix = fromValues(coefficients, [rows.labels.length, classes], 'float32')
  const losses = rowLosses(logs, matrix)
  if (reduction === 'none') return reshape(losses, target.shape)
  return reduction === 'sum' ? sum(losses) : div(sum(losses), total)
}

function probabilityLoss(x: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { weight = null, labelSmoothing = 0, reduction = 'mean' } = options
  const classes = classCount(x)
  let matrix = rowsByClass(target)
  if (labelSmoothing > 0)
    matrix = add(mul(matrix, 1 - labelSmoothing), labelSmoothing / classes)
  if (weight) matrix = mul(matrix, weight)
  const losses = rowLosses(logSoftmax(x, x.shape.length === 1 ? 0 : 1), matrix)
  if (reduction === 'none') return reshape(losses, withoutClasses(x))
  const count = x.numel() / classes
  return reduction === 'sum' ? sum(losses) : div(sum(losses), count)
}

/** −Σ over the classes of coefficient · log probability, for each row. */
function rowLosses(logs: Tensor, coefficients: Tensor): Tensor {
  return neg(sum(mul(rowsByClass(logs), coefficients), 1))
}
