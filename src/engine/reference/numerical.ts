/** Gradients proved by differences, without a saved value. */
import { expect } from 'vitest'
import { fromData } from '../core/create'
import { keep } from '../core/tensor'
import { noGrad, scope, type Tensor } from '../index'
import { Generator } from '../random/generator'

const STEP = 1e-3
/** A larger one, of which the rounding of a large f says less. */
const LARGE_STEP = 4e-3

/**
 * Fails where the gradient of a leaf, along a random direction v, is not (f(x + h·v) − f(x − h·v)) / 2h, with a small h, which
 * sees little of curves and kinks, or with a larger one, which sees little of the rounding of f.
 *
 * @param value f, for the leaves as they are.
 */
export function expectSlopes(leaves: readonly (readonly [string, Tensor])[], value: () => number): void {
  const generator = new Generator(11)
  for (const [name, leaf] of leaves) {
    if (!leaf.grad || leaf.numel() === 0) continue
    const direction = unit(generator.fillNormal(new Float32Array(leaf.numel())))
    const gradient = leaf.grad.data()
    const analytic = direction.reduce((sum, part, i) => sum + part * gradient[i]!, 0)
    // The size of the whole gradient: a direction may lie across it.
    const size = Math.max(Math.hypot(...gradient), 0.1)
    const along = (step: number): number => noGrad(() => slopeAlong(leaf, direction, value, step))
    const off = (numeric: number): number => Math.abs(analytic - numeric) / size
    const small = along(STEP)
    const numeric = off(small) < 2e-2 ? small : along(LARGE_STEP)
    expect(
      off(numeric),
      `slope of ${name}: ${analytic}, by differences ${small} and ${numeric}`,
    ).toBeLessThan(2e-2)
  }
}

/** (f(x + h·v) − f(x − h·v)) / 2h; x is afterwards as it was. */
export function slopeAlong(
  leaf: Tensor,
  direction: ArrayLike<number>,
  value: () => number,
  step = STEP,
): number {
  const original = keep(leaf.detach().mul(1))
  const at = (sign: number): number =>
    scope(() => {
      const moved = Float32Array.from(original.data(), (x, i) => x + sign * step * direction[i]!)
      leaf.copy_(fromData(moved, leaf.shape))
      return value()
    })
  const slope = (at(1) - at(-1)) / (2 * step)
  leaf.copy_(original)
  original.dispose()
  return slope
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}
