import { record } from '../core/record'
import { numel, type Shape } from '../core/shape'
import { fromValues, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { defaultGenerator } from '../random/generator'
import { add, raw2 } from './arithmetic'
import { asBatch } from './batched'

/**
 * While training, each value becomes 0 with probability p and the others are divided by 1 − p.
 *
 * @param p 0 to 1.
 * @param generator What it draws from; default: the one that `manualSeed` seeds.
 */
export function dropout(x: Tensor, p = 0.5, training = true, generator = defaultGenerator): Tensor {
  checkProbability(p)
  if (!training || p === 0) return x
  return scaledBy(x, mask(x.shape, p, p === 1 ? 0 : 1 / (1 - p), generator))
}

/**
 * While training, each channel becomes 0 as a whole with probability p and the others are divided by 1 − p.
 *
 * Shape: (N, C, *) → the same.
 */
export function featureDropout(x: Tensor, p = 0.5, training = true): Tensor {
  checkProbability(p)
  if (!training || p === 0) return x
  return scaledBy(x, mask(channelsOf(x), p, p === 1 ? 0 : 1 / (1 - p)))
}

/** One number for each channel. */
function channelsOf({ shape }: Tensor): Shape {
  if (shape.length < 2) throw new RuntimeError('Feature dropout requires at least 2 dimensions in the input')
  return shape.map((length, dim) => (dim < 2 ? length : 1))
}

/** `featureDropout` for signals (N, C, L) or (C, L). */
export function dropout1d(x: Tensor, p = 0.5, training = true): Tensor {
  checkProbability(p)
  if (x.shape.length !== 2 && x.shape.length !== 3) {
    throw new RuntimeError(
      `dropout1d: Expected 2D or 3D input, but received a ${x.shape.length}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
    )
  }
  return asBatch(x, 2, (batch) => featureDropout(batch, p, training))
}

/** `featureDropout` for images (N, C, H, W); three dimensions are signals (N, C, L). */
export function dropout2d(x: Tensor, p = 0.5, training = true): Tensor {
  return featureDropout(x, p, training)
}

/** `featureDropout` for volumes (N, C, D, H, W); all others are one sample, whose first dimension is the channels. */
export function dropout3d(x: Tensor, p = 0.5, training = true): Tensor {
  checkProbability(p)
  return asBatch(x, x.shape.length === 5 ? -1 : x.shape.length, (batch) => featureDropout(batch, p, training))
}

const SELU_ALPHA = 1.7580993408473766

/**
 * While training, each value becomes −1.758… with probability p, and all are scaled and shifted so that mean 0 and variance 1
 * stay (Klambauer et al., 2017): dropout for SELU.
 *
 * Shape: (*) → (*).
 */
export function alphaDropout(x: Tensor, p = 0.5, training = true): Tensor {
  checkProbability(p)
  if (!training || p === 0) return x
  return alphaScaled(x, x.shape, p)
}

/**
 * `alphaDropout` of whole channels.
 *
 * Shape: (N, C, *) → the same.
 */
export function featureAlphaDropout(x: Tensor, p = 0.5, training = true): Tensor {
  checkProbability(p)
  if (!training || p === 0) return x
  return alphaScaled(x, channelsOf(x), p)
}

function alphaScaled(x: Tensor, dropped: Shape, p: number): Tensor {
  if (p === 1) return scaledBy(x, mask(dropped, 1, 0))
  const scale = 1 / Math.sqrt((SELU_ALPHA ** 2 * p + 1) * (1 - p))
  const kept = mask(dropped, p, 1)
  const shift = raw2('Add', raw2('Mul', kept, SELU_ALPHA * scale), SELU_ALPHA * scale * (p - 1))
  return add(scaledBy(x, raw2('Mul', kept, scale)), shift)
}

function checkProbability(p: number): void {
  if (p < 0 || p > 1) throw new ValueError(`dropout probability has to be between 0 and 1, but got ${p}`)
}

/** `kept` with probability 1 − p, else 0. */
function mask(shape: Shape, p: number, kept: number, generator = defaultGenerator): Tensor {
  const values = generator.fillBernoulli(new Float32Array(numel(shape)), 1 - p, kept)
  return fromValues(values, shape, 'float32')
}

function scaledBy(x: Tensor, factors: Tensor): Tensor {
  const laid = factors.shape.length === x.shape.length ? inLayout(factors, x.layout) : factors
  return record('MulBackward0', [x], raw2('Mul', x, laid), (grad) => [raw2('Mul', grad, laid)])
}
