/** Connectionist temporal classification: how unlikely a sequence of labels is, wherever its labels lie in time. */
import { record } from '../core/record'
import { fromValues, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { div, raw2 } from './arithmetic'
import { cast } from './cast'
import { maskedFill } from './index-ops'
import { checkReduction, reduceLoss, type LossOptions } from './loss-reduction'
import { mean } from './reduce'
import { reshape, reshapeRaw } from './view'

export interface CTCOptions extends LossOptions {
  /** The class that stands for no label; default 0. */
  blank?: number
  /** Infinite losses, of more labels than there is time for, are 0, and so are their gradients; default false. */
  zeroInfinity?: boolean
}

/** One sample of a batch. */
interface Sample {
  /** Where its log probabilities begin, and how far one step in time is from the next. */
  readonly start: number
  readonly stride: number
  readonly steps: number
  /** Its labels with a blank before, between and after them. */
  readonly states: Int32Array
}

/**
 * −ln of the sum, over all ways to lay the labels along time with blanks and repetitions, of their probabilities; the mean is that of
 * the losses divided by the lengths of their targets. Computed in double precision, one sample after the other.
 *
 * The gradient is, as PyTorch's, that of log probabilities which a log softmax made: it counts what changing one changes in the others.
 *
 * Shape: logProbs (T, N, C) or (T, C); targets (N, S), or all labels in a row; inputLengths and targetLengths (N) or () → (N) or ().
 * Errors: lengths of another number; a length or label out of range (PyTorch's sentences).
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  options: CTCOptions = {},
): Tensor {
  const { reduction = 'mean', blank = 0, zeroInfinity = false } = options
  checkReduction(reduction)
  const samples = samplesOf(logProbs, targets, inputLengths, targetLengths, blank)
  const classes = logProbs.shape.at(-1)!
  const values = logProbs.data() as Float32Array
  const found = samples.map((sample) => forwardSums(values, sample))
  const isBatch = logProbs.ndim === 3
  const losses = record(
    'CtcLossBackward0',
    [logProbs],
    fromValues(
      Float32Array.from(found, ({ loss }) => loss),
      [samples.length],
      'float32',
    ),
    (grad) => {
      const slopes = new Float32Array(values.length)
      samples.forEach((sample, i) => {
        const { sums, loss } = found[i]!
        if (zeroInfinity && loss === Infinity) return
        writeSlopes(slopes, values, sample, { sums, loss, classes })
      })
      const each = reshapeRaw(grad, isBatch ? [1, samples.length, 1] : [1, 1])
      return [raw2('Mul', fromValues(slopes, logProbs.shape, 'float32'), each)]
    },
    [logProbs],
  )
  const kept = zeroInfinity ? maskedFill(losses, raw2('Equal', losses, Infinity), 0) : losses
  if (reduction === 'mean')
    return mean(div(kept, raw2('Maximum', cast(reshapeRaw(targetLengths, [samples.length]), 'float32'), 1)))
  const reduced = reduceLoss(kept, reduction)
  return isBatch || reduction === 'sum' ? reduced : reshape(reduced, [], 'SqueezeBackward1')
}

/** ln Σ of the ways that end in each state at each time, and the loss. */
function forwardSums(values: Float32Array, sample: Sample): { sums: Float64Array; loss: number } {
  const { start, stride, steps, states } = sample
  const count = states.length
  const sums = new Float64Array(steps * count).fill(-Infinity)
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s < count; s++) {
      const before = t === 0 ? (s < 2 ? 0 : -Infinity) : reaching(sums, (t - 1) * count, states, s, -1)
      sums[t * count + s] = before + values[start + t * stride + states[s]!]!
    }
  }
  if (steps === 0) return { sums, loss: count === 1 ? 0 : Infinity }
  const last = steps * count - 1
  return { sums, loss: -logSum(sums[last]!, count === 1 ? -Infinity : sums[last - 1]!, -Infinity) }
}

/** exp(x) − exp(ln Σ of all ways through that class then + loss − x), which adds up to 0 over the classes. */
function writeSlopes(
  slopes: Float32Array,
  values: Float32Array,
  { start, stride, steps, states }: Sample,
  { sums, loss, classes }: { sums: Float64Array; loss: number; classes: number },
): void {
  const count = states.length
  const through = new Float64Array(classes)
  let after = new Float64Array(count)
  for (let t = steps - 1; t >= 0; t--) {
    const now = new Float64Array(count)
    through.fill(-Infinity)
    for (let s = 0; s < count; s++) {
      const behind = t === steps - 1 ? (s >= count - 2 ? 0 : -Infinity) : reaching(after, 0, states, s, 1)
      const label = states[s]!
      now[s] = behind + values[start + t * stride + label]!
      through[label] = logSum(through[label]!, sums[t * count + s]! + now[s]!, -Infinity)
    }
    for (let c = 0; c < classes; c++) {
      const place = start + t * stride + c
      const x = values[place]!
      slopes[place] = Math.exp(x) - Math.exp(through[c]! + loss - x)
    }
    after = now
  }
}

/** ln Σ of the ways that come into a state (or leave it, by `side`) from itself, the one beside it and the one beyond a blank. */
function reaching(sums: Float64Array, row: number, states: Int32Array, s: number, side: -1 | 1): number {
  const at = (place: number): number => (place >= 0 && place < states.length ? sums[row + place]! : -Infinity)
  const skips = s % 2 === 1 && states[s] !== states[s + 2 * side]
  return logSum(at(s), at(s + side), skips ? at(s + 2 * side) : -Infinity)
}

function logSum(a: number, b: number, c: number): number {
  const largest = Math.max(a, b, c)
  if (largest === -Infinity) return largest
  return largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest) + Math.exp(c - largest))
}

/** Errors: PyTorch's sentences for lengths and labels that do not fit. */
function samplesOf(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  blank: number,
): Sample[] {
  const isBatch = logProbs.ndim === 3
  const [time, classes] = [logProbs.shape[0]!, logProbs.shape.at(-1)!]
  const count = isBatch ? logProbs.shape[1]! : 1
  if (blank < 0 || blank >= classes) throw new RuntimeError('blank must be in label range')
  if (inputLengths.numel() !== count) throw new RuntimeError('input_lengths must be of size batch_size')
  if (targetLengths.numel() !== count) throw new RuntimeError('target_lengths must be of size batch_size')
  const labels = targets.data()
  const [steps, sizes] = [inputLengths.data(), targetLengths.data()]
  const rowLength = isBatch && targets.ndim === 2 ? targets.shape[1]! : null
  expectLengths(steps, sizes, { time, rowLength })
  let next = 0
  return Array.from({ length: count }, (_, i) => {
    const first = rowLength === null ? next : i * rowLength
    const size = Number(sizes[i])
    next += size
    const states = new Int32Array(2 * size + 1).fill(blank)
    for (let k = 0; k < size; k++) {
      const label = Number(labels[first + k])
      if (label < 0 || label >= classes)
        throw new RuntimeError(
          `Expected targets to have value in [0, ${classes - 1}], but got value ${label}`,
        )
      states[2 * k + 1] = label
    }
    return { start: i * classes, stride: count * classes, steps: Number(steps[i]), states }
  })
}

function expectLengths(
  steps: ArrayLike<number | boolean>,
  sizes: ArrayLike<number | boolean>,
  { time, rowLength }: { time: number; rowLength: number | null },
): void {
  const longest = Math.max(0, ...Array.from(sizes, Number))
  if (rowLength !== null && longest > rowLength)
    throw new RuntimeError(
      `Expected tensor to have size at least ${longest} at dimension 1, but got size ${rowLength} for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)`,
    )
  const tooLong = Array.from(steps, Number).find((length) => length > time)
  if (tooLong !== undefined)
    throw new RuntimeError(
      `Expected input_lengths to have value at most ${time}, but got value ${tooLong} (while checking arguments for ctc_loss_allocate_outputs)`,
    )
}
