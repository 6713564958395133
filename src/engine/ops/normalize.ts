/** What batch, layer, group and instance normalisation share: (x − mean) / √(variance + eps) · weight + bias. */
import { placeOf } from '../core/layout'
import { record } from '../core/record'
import type { Shape } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { raw1, raw2 } from './arithmetic'
import { sumTo } from './broadcast'
import { reduceRaw } from './reduce'
import { reshapeRaw } from './view'

export interface Affine {
  weight: Tensor | null
  bias: Tensor | null
  /** The shape under which both broadcast against what is normalised. */
  shape: Shape
}

/** Mean and biased variance of what was normalised, with the reduced dimensions as length 1. */
export interface Statistics {
  mean: Tensor
  variance: Tensor
}

export interface Normalization {
  /** As PyTorch names the operation: `NativeLayerNormBackward0`. */
  name: string
  dims: readonly number[]
  eps: number
  affine: Affine
  /** Another way to look at the values while normalising, and back; nothing may be moved. */
  view?: { to: (x: Tensor) => Tensor; from: (y: Tensor) => Tensor }
}

/** Normalises over `dims` and scales; gives the statistics too, which are not recorded. */
export function normalize(x: Tensor, how: Normalization): { output: Tensor; statistics: Statistics } {
  const { name, dims, eps, affine } = how
  const { to, from } = how.view ?? { to: same, from: same }
  const { weight, bias } = affine
  const seen = to(x)
  const mean = meanOver(seen, dims)
  const centred = raw2('Sub', seen, mean)
  const variance = meanOver(raw1('Square', centred), dims)
  const scale = raw1('Rsqrt', raw2('Add', variance, eps))
  const hat = raw2('Mul', centred, scale)
  const output = record(
    name,
    [x, weight, bias].filter((input) => input !== null),
    from(scaled(hat, affine)),
    (given, needs) => {
      const grad = to(given)
      const inner = weight ? raw2('Mul', grad, spread(weight, affine.shape)) : grad
      const gradInput = needs[0] ? from(throughStatistics(inner, hat, scale, dims)) : null
      return [gradInput, ...affineGradients(grad, hat, affine, needs)]
    },
    [x, ...(weight ? [weight] : [])],
  )
  return { output, statistics: { mean, variance } }
}

function same(x: Tensor): Tensor {
  return x
}

/** hat · weight + bias, not recorded. */
export function scaled(hat: Tensor, { weight, bias, shape }: Affine): Tensor {
  const product = weight ? raw2('Mul', hat, spread(weight, shape)) : hat
  return bias ? raw2('Add', product, spread(bias, shape)) : product
}

/** The gradients of weight and bias, of those there are. */
export function affineGradients(
  grad: Tensor,
  hat: Tensor,
  { weight, bias, shape }: Affine,
  needs: readonly boolean[],
): (Tensor | null)[] {
  const gradients: (Tensor | null)[] = []
  const wants = needs.slice(1)
  if (weight) gradients.push(wants.shift() ? folded(raw2('Mul', grad, hat), shape, weight.shape) : null)
  if (bias) gradients.push(wants.shift() ? folded(grad, shape, bias.shape) : null)
  return gradients
}

/** scale · (grad − mean(grad) − hat · mean(grad · hat)): mean and variance depend on every value. */
function throughStatistics(grad: Tensor, hat: Tensor, scale: Tensor, dims: readonly number[]): Tensor {
  const level = meanOver(grad, dims)
  const slope = meanOver(raw2('Mul', grad, hat), dims)
  return raw2('Mul', raw2('Sub', raw2('Sub', grad, level), raw2('Mul', hat, slope)), scale)
}

/** The mean over `dims`, kept as length 1: one after another where they lie apart in memory, which is far quicker. */
function meanOver(x: Tensor, dims: readonly number[]): Tensor {
  const byPlace = dims.toSorted((a, b) => placeOf(a, x.layout) - placeOf(b, x.layout))
  const gap = byPlace.findIndex(
    (dim, i) => i > 0 && placeOf(dim, x.layout) !== placeOf(byPlace[i - 1]!, x.layout) + 1,
  )
  if (gap < 0) return reduceRaw('Mean', x, dims, true)
  return meanOver(reduceRaw('Mean', x, byPlace.slice(0, gap), true), byPlace.slice(gap))
}

function spread(x: Tensor, shape: Shape): Tensor {
  return reshapeRaw(x, shape)
}

function folded(grad: Tensor, shape: Shape, target: Shape): Tensor {
  return reshapeRaw(sumTo(grad, shape), target)
}
