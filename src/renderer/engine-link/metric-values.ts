/** What a page says of the values of metric nodes. */
import type { EpochPoint, MetricValue } from '../../engine/protocol'
import type { MetricForm } from '../../graph/registry/definition'
import { numberIn } from '../../words/numbers'
import { numberText, percentText } from '../texts/number-text'

/** A value in one line; of a matrix, how many samples lie on its diagonal. */
export function metricText(form: MetricForm, value: MetricValue): string {
  if (Array.isArray(value)) {
    const { right, total } = matrixTotals(value)
    return `${numberIn(right)} / ${numberIn(total)}`
  }
  return form === 'share' ? percentText(value) : numberText(value)
}

/** Samples on the diagonal, and all of them. */
export function matrixTotals(matrix: readonly (readonly number[])[]): { right: number; total: number } {
  let right = 0
  let total = 0
  matrix.forEach((row, i) => {
    right += row[i] ?? 0
    for (const count of row) total += count
  })
  return { right, total }
}

/** Matrices take much room, so only the last epoch keeps its own. */
export function withoutMatrices(point: EpochPoint): EpochPoint {
  const numbers = Object.entries(point.metrics).filter(
    ([, { train, heldOut }]) => !Array.isArray(train) && !Array.isArray(heldOut),
  )
  return { ...point, metrics: Object.fromEntries(numbers) }
}
