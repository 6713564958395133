import { record } from '../core/record'
import { sameShape, shapeText } from '../core/shape'
import { fromValues, inLayout, type Tensor } from '../core/tensor'
import { IndexError, RuntimeError, ValueError } from '../errors'
import { whereRaw } from './activation-support'
import { raw1, raw2 } from './arithmetic'
import { checkReduction, type LossOptions, type Reduction } from './loss-reduction'
import { reduceRaw } from './reduce'
import { permuteRaw, reshapeRaw } from './view'

export interface NLLOptions extends LossOptions {
  /** A weight for each class [C]. */
  weight?: Tensor | null
  /** Rows with this label do not count; default -100. */
  ignoreIndex?: number
}

/** Labels that have been checked. */
export interface Labels {
  values: ArrayLike<number>
  /** How many count. */
  kept: number
  ignoreIndex: number
}

/**
 * −x[class] for log probabilities x, weighted as asked; the mean is divided by the sum of the weights.
 *
 * Shape: x (N, C), (C) or (N, C, d₁, …); target (N), () or (N, d₁, …) with class indices.
 * Errors: `Target 5 is out of bounds.`; sizes that differ (PyTorch's sentences).
 */
export function nllLoss(x: Tensor, target: Tensor, options: NLLOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = 'mean' } = options
  return labelLoss(x, target, checkedLabels(x, target, ignoreIndex), { weight, reduction })
}

/** The loss of checked labels, recorded in one step. */
export function labelLoss(
  logs: Tensor,
  target: Tensor,
  labels: Labels,
  { weight, reduction }: { weight: Tensor | null; reduction: Reduction },
): Tensor {
  checkReduction(reduction)
  const { factors, total } = labelFactors(labels, classCount(logs), weight)
  const rows = rowsByClass(logs)
  // A class that does not count may have the probability 0, and 0 · ∞ is not a number.
  const counts = raw2('NotEqual', factors, 0)
  const chosen = whereRaw(counts, raw2('Mul', rows, factors), 0)
  const losses = raw1('Neg', reduceRaw('Sum', chosen, [1], false))
  const sum = (): Tensor => reduceRaw('Sum', losses, [0], false)
  const output =
    reduction === 'none'
      ? reshapeRaw(losses, target.shape)
      : reduction === 'sum'
        ? sum()
        : raw2('RealDiv', sum(), total)
  const name = logs.shape.length > 2 ? 'NllLoss2DBackward0' : 'NllLossBackward0'
  return record(name, [logs], output, (grad) => {
    const each = reduction === 'none' ? reshapeRaw(grad, [labels.values.length, 1]) : grad
    const share = reduction === 'mean' ? raw2('RealDiv', each, total) : each
    return [fromRows(whereRaw(counts, raw2('Mul', factors, raw1('Neg', share)), 0), logs)]
  })
}

/** One row for each label, with the weight of its class where that is, and the sum of the weights. */
function labelFactors(
  { values, ignoreIndex }: Labels,
  classes: number,
  weight: Tensor | null,
): { factors: Tensor; total: number } {
  const weights = classWeights(weight, classes)
  const factors = new Float32Array(values.length * classes)
  let total = 0
  for (let row = 0; row < values.length; row++) {
    const label = values[row]!
    if (label === ignoreIndex) continue
    factors[row * classes + label] = weights[label]!
    total += weights[label]!
  }
  return { factors: fromValues(factors, [values.length, classes], 'float32'), total }
}

/** The weight of each class. Errors: there is not one for each. */
export function classWeights(weight: Tensor | null, classes: number): ArrayLike<number> {
  if (!weight) return new Float32Array(classes).fill(1)
  if (sameShape(weight.shape, [classes])) return weight.data()
  throw new RuntimeError(
    `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${shapeText(weight.shape)}`,
  )
}

/** Reads labels. Errors: wrong type or size, and `Target 5 is out of bounds.` */
export function checkedLabels(x: Tensor, target: Tensor, ignoreIndex: number): Labels {
  const problem = sizeProblem(x, target)
  if (problem) throw problem
  if (target.dtype !== 'int64')
    throw new RuntimeError(
      `expected target dtype to be Long or Byte, but got ${target.dtype === 'bool' ? 'Bool' : 'Float'}`,
    )
  const classes = classCount(x)
  const values = target.data()
  let kept = 0
  for (const label of values) {
    if (label === ignoreIndex) continue
    if (label < 0 || label >= classes) throw new IndexError(`Target ${label} is out of bounds.`)
    kept++
  }
  return { values, kept, ignoreIndex }
}

function sizeProblem(x: Tensor, target: Tensor): Error | null {
  const rank = x.shape.length
  const expected = withoutClasses(x)
  if (rank === 0) return new ValueError('Expected 1 or more dimensions (got 0)')
  if (sameShape(target.shape, expected)) return null
  const [input, given] = [shapeText(x.shape), shapeText(target.shape)]
  if (rank === 1 && target.shape.length === 1) {
    return target.shape[0] === 1
      ? new ValueError('For 1D input, give the target as one number, without a dimension')
      : new ValueError(`For 1D input, 1D target must have size 1, but got target size: ${target.shape[0]}`)
  }
  if (x.shape[0] !== target.shape[0]) {
    return new ValueError(
      `Expected input batch_size (${x.shape[0]}) to match target batch_size (${target.shape[0] ?? 1}).`,
    )
  }
  if (rank <= 2) return new RuntimeError('0D or 1D target tensor expected, multi-target not supported')
  if (rank === 4 && target.shape.length !== 3) {
    return new RuntimeError(
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.shape.length}`,
    )
  }
  if (rank === 4) return new RuntimeError(`size mismatch (got input: ${input} , target: ${given}`)
  return new RuntimeError(`Expected target size ${shapeText(expected)}, got ${given}`)
}

/** How many classes x has: the length of dimension 1, or of 0 without a batch. */
export function classCount(x: Tensor): number {
  return x.shape[x.shape.length === 1 ? 0 : 1]!
}

/** The shape of x without its classes. */
export function withoutClasses(x: Tensor): number[] {
  return x.shape.filter((_, dim) => dim !== (x.shape.length === 1 ? 0 : 1))
}

/** [rows, classes], not recorded. */
function rowsByClass(x: Tensor): Tensor {
  const rank = x.shape.length
  if (rank === 2) return inLayout(x, null)
  if (rank === 1) return reshapeRaw(x, [1, x.shape[0]!])
  const order = [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]
  return reshapeRaw(permuteRaw(x, order), [x.numel() / x.shape[1]!, x.shape[1]!])
}

/** Rows brought back to the shape of what they were made from. */
function fromRows(rows: Tensor, x: Tensor): Tensor {
  const rank = x.shape.length
  if (rank <= 2) return reshapeRaw(rows, x.shape)
  const spread = reshapeRaw(rows, [...withoutClasses(x), x.shape[1]!])
  return permuteRaw(spread, [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)])
}
