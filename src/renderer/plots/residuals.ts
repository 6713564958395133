/** How far the points of a regression lie from its line. */
import type { LineFit } from '../../engine/protocol'
import { curveAt } from './line-painter'

export interface Residuals {
  /** y − model(x) of each point; null where the line has no value. */
  each: readonly (number | null)[]
  /** √(Σr²/n): the root of the mean squared error. NaN of no points. */
  rmse: number
  mean: number
  /** The one that is farthest from 0. */
  largest: number
}

/** Between two places of the line that are known the model is taken to be straight. */
export function residualsOf({ points, curve }: LineFit): Residuals {
  const each = points.map(([x, y]) => {
    const value = curveAt(curve, x)
    return value === null ? null : y - value
  })
  const known = each.filter((residual): residual is number => residual !== null)
  const mean = (of: (residual: number) => number) =>
    known.reduce((sum, residual) => sum + of(residual), 0) / known.length
  return {
    each,
    rmse: Math.sqrt(mean((residual) => residual ** 2)),
    mean: mean((residual) => residual),
    largest: known.reduce((most, residual) => (Math.abs(residual) > Math.abs(most) ? residual : most), 0),
  }
}
