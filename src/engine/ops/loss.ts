import { backend } from '../backend'
import { record } from '../core/record'
import { alias, fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { sameShape, shapeText } from '../core/shape'
import { RuntimeError } from '../errors'
import { add, div, mul, raw2 } from './arithmetic'
import { neg } from './elementwise'
import { linear } from './linear'
import type { Reduction } from './loss-reduction'
import {
  checkedLabels,
  classCount,
  classWeights,
  labelLoss,
  withoutClasses,
  type Labels,
  type NLLOptions,
} from './nll-loss'
import { reduceRaw, sum } from './reduce'
import { logSoftmax } from './softmax'
import { permute, reshape, reshapeRaw } from './view'

export interface CrossEntropyOptions extends NLLOptions {
  /** Share of the target spread evenly over all classes, 0 to 1; default 0. */
  labelSmoothing?: number
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
  if (x.shape.length === 0)
    throw new RuntimeError(
      target.dtype === 'float32'
        ? 'Dimension specified as 1 but tensor has no dimensions'
        : 'Expected floating point type for target with class probabilities, got Long',
    )
  const probabilities = target.dtype === 'float32'
  if (probabilities && !sameShape(x.shape, target.shape)) {
    throw new RuntimeError(
      sameShape(target.shape, withoutClasses(x))
        ? 'expected target dtype to be Long or Byte, but got Float'
        : `Expected floating point type for target with class probabilities to have the input's shape ${shapeText(x.shape)}, got ${shapeText(target.shape)}`,
    )
  }
  if (probabilities && ignoreIndex >= 0)
    throw new RuntimeError('ignore_index is not supported for floating point target')
  if (probabilities) return probabilityLoss(x, target, options)
  const labels = checkedLabels(x, target, ignoreIndex)
  if (x.shape.length === 2 && !weight && labelSmoothing === 0 && labels.kept === labels.values.length) {
    return fusedCrossEntropy(x, target, reduction)
  }
  const logs = logSoftmax(x, x.shape.length === 1 ? 0 : 1)
  if (labelSmoothing === 0) return labelLoss(logs, target, labels, { weight, reduction })
  return smoothedLoss(logs, target, labels, { weight, labelSmoothing, reduction })
}

export interface LinearCrossEntropyOptions extends Omit<CrossEntropyOptions, 'ignoreIndex'> {
  /** A bias of the scores (C) or (C, d₁, …). */
  linearBias?: Tensor | null
  /** Rows with this label do not count; default null, which is -100 for class indices. */
  ignoreIndex?: number | null
}

/**
 * `crossEntropy` of x·Wᵀ + b.
 *
 * Shape: x (N, in) or (in); linearWeight (C, in) or (C, d₁, …, in); target as `crossEntropy` takes it for (N, C, d₁, …).
 * Errors: sizes that differ; `ignore_index cannot be specified when target contains probabilities`.
 */
export function linearCrossEntropy(
  x: Tensor,
  linearWeight: Tensor,
  target: Tensor,
  options: LinearCrossEntropyOptions = {},
): Tensor {
  const { linearBias = null, ignoreIndex = null, ...rest } = options
  if (x.ndim < 1 || x.ndim > 2)
    throw new RuntimeError(`expected input with dimensionality 1 or 2, got ${x.ndim}`)
  if (linearWeight.ndim < 2)
    throw new RuntimeError(`expected linear_weight with dimensionality at least 2, got ${linearWeight.ndim}`)
  const [features, wanted] = [x.shape.at(-1)!, linearWeight.shape.at(-1)!]
  if (features !== wanted)
    throw new RuntimeError(
      'expected equal input and linear_weight last dimensions (in_features), ' +
        `got ${features} and ${wanted}, respectively`,
    )
  const rows = linearWeight.shape.slice(0, -1)
  if (linearBias && !sameShape(linearBias.shape, rows))
    throw new RuntimeError(
      `expected linear_bias shape (${rows.join(', ')}), got (${linearBias.shape.join(', ')})`,
    )
  if (rows.length > 1 && x.ndim === 1)
    throw new RuntimeError(
      `K-dimensional loss defined by linear_weight shape (${linearWeight.shape.join(', ')}) requires batched input, ` +
        `(N, ${features}), got unbatched input with shape (${features},)`,
    )
  const shape = [...x.shape.slice(0, -1), ...rows]
  if (sameShape(target.shape, shape) && ignoreIndex !== null)
    throw new RuntimeError('ignore_index cannot be specified when target contains probabilities')
  const flat = linearBias && reshape(linearBias, [-1])
  const scores = linear(x, reshape(linearWeight, [-1, features]), flat)
  return crossEntropy(reshape(scores, shape), target, { ...rest, ignoreIndex: ignoreIndex ?? -100 })
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

/** [rows, classes] of a tensor whose classes are dimension 1 (0 without a batch). */
function rowsByClass(x: Tensor): Tensor {
  const rank = x.shape.length
  if (rank === 1) return reshape(x, [1, x.shape[0]!])
  if (rank === 2) return x
  const order = [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]
  return reshape(permute(x, order), [-1, x.shape[1]!])
}

interface Smoothing {
  weight: Tensor | null
  labelSmoothing: number
  reduction: Reduction
}

/** −Σ coefficient · log probability, with one row of coefficients for each label. */
function smoothedLoss(
  logs: Tensor,
  target: Tensor,
  { values, ignoreIndex }: Labels,
  { weight, labelSmoothing, reduction }: Smoothing,
): Tensor {
  const classes = classCount(logs)
  const weights = classWeights(weight, classes)
  const coefficients = new Float32Array(values.length * classes)
  let total = 0
  for (let row = 0; row < values.length; row++) {
    const label = values[row]!
    if (label === ignoreIndex) continue
    total += weights[label]!
    const start = row * classes
    for (let c = 0; c < classes; c++) coefficients[start + c] = (labelSmoothing / classes) * weights[c]!
    coefficients[start + label]! += (1 - labelSmoothing) * weights[label]!
  }
  const losses = rowLosses(logs, fromValues(coefficients, [values.length, classes], 'float32'))
  const shares = reduction === 'none' ? reshape(losses, target.shape) : sum(losses)
  return named('AddBackward0', reduction === 'mean' ? div(shares, total) : shares)
}

function probabilityLoss(x: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { weight = null, labelSmoothing = 0, reduction = 'mean' } = options
  const classes = classCount(x)
  let matrix = rowsByClass(target)
  if (labelSmoothing > 0) matrix = add(mul(matrix, 1 - labelSmoothing), labelSmoothing / classes)
  if (weight) matrix = mul(matrix, weight)
  const losses = rowLosses(logSoftmax(x, x.shape.length === 1 ? 0 : 1), matrix)
  if (reduction === 'none') return reshape(losses, withoutClasses(x))
  const count = x.numel() / classes
  return reduction === 'sum' ? sum(losses) : named('DivBackward1', div(sum(losses), count))
}

/** The same under the name that PyTorch's last operation has, which is another there. */
function named(name: string, x: Tensor): Tensor {
  return record(name, [x], alias(x), (grad) => [grad])
}

/** −Σ over the classes of coefficient · log probability, for each row. */
function rowLosses(logs: Tensor, coefficients: Tensor): Tensor {
  return neg(sum(mul(rowsByClass(logs), coefficients), 1))
}
