/** What the legend says of a step: the values there, each as it was measured, also where no line can show it. */
import { MEAN_POINTS } from './curve-columns'
import type { CurveColumns } from './curve-columns'

/** Values under the pointer, or the last ones; null where there is none. */
export interface CurveReading {
  step: number | null
  /** Whether it is the end of the curve, where nobody points. */
  latest: boolean
  /** Of the point itself. */
  loss: number | null
  /** Over the last points up to it; NaN where one of them is not finite. */
  lossMean: number | null
  heldOutLoss: number | null
  accuracy: number | null
  heldOutAccuracy: number | null
  lr: number | null
  metrics: { train: number | null; heldOut: number | null }[]
}

/** @param under the place of the step that is pointed at; null where nobody points */
export function readCurves(columns: CurveColumns, under: number | null): CurveReading {
  const { steps } = columns
  const index = under ?? steps.length - 1
  // Held-out values stand at the ends of epochs: the last one before the pointer holds there.
  const before = (values: readonly (number | null)[]): number | null =>
    values.slice(0, index + 1).findLast((value) => value !== null) ?? null
  return {
    step: steps[index] ?? null,
    latest: under === null,
    loss: before(columns.measuredLoss),
    lossMean: meanBefore(columns.measuredLoss, index),
    accuracy: before(columns.accuracy),
    heldOutLoss: before(columns.measuredHeldOutLoss),
    heldOutAccuracy: before(columns.heldOutAccuracy),
    lr: before(columns.lr),
    metrics: columns.measuredMetrics.map(({ train, heldOut }) => ({
      train: before(train),
      heldOut: before(heldOut),
    })),
  }
}

/** A line can leave out what is not finite; the number must not. */
function meanBefore(values: readonly (number | null)[], index: number): number | null {
  const known = values.slice(0, index + 1).filter((value) => value !== null)
  const last = known.slice(-MEAN_POINTS)
  return last.length === 0 ? null : last.reduce((sum, value) => sum + value, 0) / last.length
}
