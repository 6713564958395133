import { layoutOf } from '../core/layout'
import { numel, sameShape, shapeText, type Shape } from '../core/shape'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import { backend } from '../backend'
import { add, mul } from './arithmetic'
import { normalize } from './normalize'
import { mean } from './reduce'
import { reshapeRaw } from './view'
import { rsqrt, square } from './elementwise'

export interface NormOptions {
  /** Added to the variance; default 1e-5. */
  eps?: number
}

/**
 * Each sample brought to mean 0 and variance 1 over its last dimensions.
 *
 * Shape: x (*, normalizedShape), weight and bias (normalizedShape) → the same.
 * Errors: the last dimensions are others → `Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]`.
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: Shape,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  { eps = 1e-5 }: NormOptions = {},
): Tensor {
  const dims = lastDims(x, normalizedShape)
  const affine = { weight, bias, shape: normalizedShape }
  return normalize(x, { name: 'NativeLayerNormBackward0', dims, eps, affine }).output
}

/**
 * The channels of each sample brought to mean 0 and variance 1 in groups.
 *
 * Shape: x (N, C, *), weight and bias (C) → the same.
 * Errors: channels that `groups` does not divide.
 */
export function groupNorm(
  x: Tensor,
  groups: number,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  { eps = 1e-5 }: NormOptions = {},
): Tensor {
  const [batch, channels] = x.shape as [number, number]
  if (channels % groups !== 0) {
    throw new RuntimeError(
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ${shapeText(x.shape)} and num_groups=${groups}`,
    )
  }
  if (weight && weight.numel() !== channels) {
    throw new RuntimeError(
      `Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape ${shapeText(weight.shape)} and input of shape ${shapeText(x.shape)}`,
    )
  }
  const places = numel(x.shape.slice(2))
  if ((batch * channels * places) / groups === 1 || (batch === 1 && (channels / groups) * places === 1)) {
    const seen = [Math.floor((batch * channels) / groups), groups, ...x.shape.slice(2)]
    throw new ValueError(
      `Expected more than 1 value per channel when training, got input size torch.Size(${shapeText(seen)})`,
    )
  }
  const view = groupView(x, groups)
  const affine = { weight, bias, shape: [groups, channels / groups, 1] }
  return normalize(x, { name: 'NativeGroupNormBackward0', dims: [2, 3], eps, affine, view }).output
}

/**
 * x / √(mean(x²) + eps) · weight over the last dimensions.
 *
 * @param eps Default: the distance from 1 to the next float, 1.19e-7.
 */
export function rmsNorm(
  x: Tensor,
  normalizedShape: Shape,
  weight: Tensor | null = null,
  { eps = null }: { eps?: number | null } = {},
): Tensor {
  const dims = lastDims(x, normalizedShape)
  const power = mean(square(x), dims, { keepdim: true })
  const output = mul(x, rsqrt(add(power, eps ?? FLOAT_EPSILON)))
  return weight ? mul(output, weight) : output
}

const FLOAT_EPSILON = 2 ** -23

function lastDims(x: Tensor, normalizedShape: Shape): number[] {
  const start = x.shape.length - normalizedShape.length
  if (start < 0 || !sameShape(x.shape.slice(start), normalizedShape)) {
    throw new RuntimeError(
      `Given normalized_shape=${shapeText(normalizedShape)}, expected input with shape [*, ${normalizedShape.join(', ')}], but got input of size${shapeText(x.shape)}`,
    )
  }
  return normalizedShape.map((_, i) => start + i)
}

/** (N, C, *) seen as (N, groups, C/groups, places), in channels-last memory too. */
function groupView(x: Tensor, groups: number) {
  const [batch, channels] = x.shape as [number, number]
  const places = numel(x.shape.slice(2))
  const seen = [batch, groups, channels / groups, places]
  const rank = x.shape.length
  const last = rank > 2 ? layoutOf([0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]) : null
  if (last === null || x.layout !== last) {
    return {
      to: (y: Tensor) => reshapeRaw(inLayout(y, null), seen),
      from: (y: Tensor) => reshapeRaw(inLayout(y, null), x.shape),
    }
  }
  const layout = layoutOf([0, 3, 1, 2])
  const stored = [batch, places, groups, channels / groups]
  return {
    to: (y: Tensor) => fromHandle(backend.reshape(inLayout(y, last).handle, stored), seen, layout),
    from: (y: Tensor) =>
      fromHandle(
        backend.reshape(inLayout(y, layout).handle, [batch, ...x.shape.slice(2), channels]),
        x.shape,
        last,
      ),
  }
}
