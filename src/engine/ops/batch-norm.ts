import { backend } from '../backend'
import { noGrad } from '../core/grad-mode'
import { record } from '../core/record'
import { numel, shapeText, type Shape } from '../core/shape'
import { alias, type Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { raw1, raw2 } from './arithmetic'
import { fusedBatchNorm, fusedWithStatistics } from './fused-batch-norm'
import { affineGradients, normalize, scaled, type Affine, type Statistics } from './normalize'
import { reduceRaw } from './reduce'
import { reshapeRaw } from './view'

export interface BatchNormOptions {
  /** Normalise with the statistics of this batch and update the running ones; default false. */
  training?: boolean
  /** Share of the batch in the new running statistics; default 0.1. */
  momentum?: number
  /** Added to the variance; default 1e-5. */
  eps?: number
}

/** As BatchNormOptions, for statistics of each sample. */
export interface InstanceNormOptions {
  /** Normalise with the statistics of the input instead of the running ones; default true. */
  useInputStats?: boolean
  momentum?: number
  eps?: number
}

/**
 * Each channel brought to mean 0 and variance 1: (x − mean) / √(variance + eps) · weight + bias.
 *
 * The running statistics are changed in place while training (their variance is the unbiased one).
 *
 * Shape: x (N, C, *), statistics, weight and bias (C) → (N, C, *).
 * Errors: one value a channel → `Expected more than 1 value per channel when training, …`; statistics of another size →
 * `running_mean should contain 4 elements not 3`.
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  { training = false, momentum = 0.1, eps = 1e-5 }: BatchNormOptions = {},
): Tensor {
  const channels = x.shape[1] ?? 0
  const count = x.numel() / channels
  if (training && count === 1) {
    throw new ValueError(
      `Expected more than 1 value per channel when training, got input size torch.Size(${shapeText(x.shape)})`,
    )
  }
  checkSizes(channels, { running_mean: runningMean, running_var: runningVar, weight, bias })
  const affine = { weight, bias, shape: channelShape(x) }
  const name = 'NativeBatchNormBackward0'
  if (!training) {
    if (!runningMean || !runningVar) {
      throw new RuntimeError('Expected running_mean and running_var to be defined when training=False')
    }
    return withStatistics(name, x, runningMean, runningVar, affine, eps)
  }
  if (x.shape.length <= 4 && backend.batchNorm) {
    const { output, statistics } = fusedBatchNorm(x, weight, bias, eps)
    updateRunning(runningMean, runningVar, statistics, count, momentum)
    return output
  }
  const dims = x.shape.flatMap((_, dim) => (dim === 1 ? [] : [dim]))
  const { output, statistics } = normalize(x, { name, dims, eps, affine })
  updateRunning(runningMean, runningVar, statistics, count, momentum)
  return output
}

/**
 * Each channel of each sample brought to mean 0 and variance 1.
 *
 * Shape: x (N, C, *) with one or more dimensions after C → the same.
 * Errors: one value a channel → `Expected more than 1 spatial element when training, …`.
 */
export function instanceNorm(
  x: Tensor,
  runningMean: Tensor | null = null,
  runningVar: Tensor | null = null,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  { useInputStats = true, momentum = 0.1, eps = 1e-5 }: InstanceNormOptions = {},
): Tensor {
  const affine = { weight, bias, shape: channelShape(x) }
  const name = 'ViewBackward0'
  if (!useInputStats) {
    if (!runningMean || !runningVar) {
      throw new RuntimeError(
        'Expected running_mean and running_var to be defined when use_input_stats is false',
      )
    }
    return withStatistics(name, x, runningMean, runningVar, affine, eps)
  }
  const count = numel(x.shape.slice(2))
  if (count === 1) {
    throw new ValueError(
      `Expected more than 1 spatial element when training, got input size torch.Size(${shapeText(x.shape)})`,
    )
  }
  const dims = x.shape.flatMap((_, dim) => (dim < 2 ? [] : [dim]))
  const { output, statistics } = normalize(x, { name, dims, eps, affine })
  const overBatch = {
    mean: reduceRaw('Mean', statistics.mean, [0], true),
    variance: reduceRaw('Mean', statistics.variance, [0], true),
  }
  updateRunning(runningMean, runningVar, overBatch, count, momentum)
  return output
}

/** The shape under which one value a channel broadcasts: (C, 1, 1) for images. */
function channelShape(x: Tensor): Shape {
  return [x.shape[1] ?? 0, ...x.shape.slice(2).map(() => 1)]
}

/** Normalises with given statistics, which are constants. */
function withStatistics(
  name: string,
  x: Tensor,
  runningMean: Tensor,
  runningVar: Tensor,
  affine: Affine,
  eps: number,
): Tensor {
  const scale = reshapeRaw(raw1('Rsqrt', raw2('Add', runningVar, eps)), affine.shape)
  const mean = reshapeRaw(runningMean, affine.shape)
  const normalized = (): Tensor => raw2('Mul', raw2('Sub', x, mean), scale)
  const factor = affine.weight ? raw2('Mul', reshapeRaw(affine.weight, affine.shape), scale) : scale
  const output =
    x.shape.length <= 4 && backend.batchNormGiven
      ? fusedWithStatistics(x, { mean: runningMean, variance: runningVar }, affine.weight, affine.bias, eps)
      : scaled(raw2('Mul', raw2('Sub', x, mean), factor), { ...affine, weight: null })
  const inputs = [x, affine.weight, affine.bias].filter((input) => input !== null)
  return record(
    name,
    inputs,
    output,
    (grad, needs) => {
      const wanted = affine.weight && needs[1] ? normalized() : grad
      return [needs[0] ? raw2('Mul', grad, factor) : null, ...affineGradients(grad, wanted, affine, needs)]
    },
    [...inputs, runningMean],
  )
}

/** running ← running + momentum · (batch − running). */
function updateRunning(
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  { mean, variance }: Statistics,
  count: number,
  momentum: number,
): void {
  noGrad(() => {
    if (runningMean) approach(runningMean, mean, momentum)
    if (runningVar) approach(runningVar, raw2('Mul', variance, count / (count - 1)), momentum)
  })
}

function approach(running: Tensor, batch: Tensor, momentum: number): void {
  const step = raw2('Mul', raw2('Sub', reshapeRaw(batch, running.shape), alias(running)), momentum)
  const { handle } = raw2('Add', running, step)
  handle.refs++
  running.storage.replace(handle)
}

function checkSizes(channels: number, tensors: Readonly<Record<string, Tensor | null>>): void {
  for (const [name, x] of Object.entries(tensors)) {
    if (!x || x.numel() === channels) continue
    throw new RuntimeError(`${name} should contain ${channels} elements not ${x.numel()}`)
  }
}
