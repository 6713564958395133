/** The training curve as uPlot wants it: one column of steps, one of values for each line. */
import type { EpochPoint, MetricPoint } from '../../engine/protocol'
import { smoothed } from './metric-series'

export interface CurveColumns {
  steps: number[]
  /** As measured, also where it cannot be drawn. */
  measuredLoss: (number | null)[]
  loss: (number | null)[]
  smoothLoss: (number | null)[]
  accuracy: (number | null)[]
  heldOutLoss: (number | null)[]
  heldOutAccuracy: (number | null)[]
}

/** Weight of the past in the smoothed line: about the last fifteen points. */
const SMOOTHING = 0.93

/**
 * Joins steps and epochs by step; what was not measured at a step, or is not finite, is null. On a logarithmic axis
 * zero has no place either.
 */
export function curveColumns(
  metrics: readonly MetricPoint[],
  epochs: readonly EpochPoint[],
  logarithmic: boolean,
): CurveColumns {
  const steps = [...new Set([...metrics, ...epochs].map(({ step }) => step))].sort((a, b) => a - b)
  const at = new Map(steps.map((step, i) => [step, i]))
  const empty = (): (number | null)[] => Array.from({ length: steps.length }, () => null)
  const measuredLoss = empty()
  const columns = { loss: empty(), accuracy: empty(), heldOutLoss: empty(), heldOutAccuracy: empty() }
  const drawable = (value: number | null): number | null =>
    value !== null && Number.isFinite(value) && (!logarithmic || value > 0) ? value : null
  for (const { step, loss, accuracy } of metrics) {
    measuredLoss[at.get(step)!] = loss
    columns.loss[at.get(step)!] = drawable(loss)
    columns.accuracy[at.get(step)!] = accuracy
  }
  for (const { step, heldOutLoss, heldOutAccuracy } of epochs) {
    columns.heldOutLoss[at.get(step)!] = drawable(heldOutLoss)
    columns.heldOutAccuracy[at.get(step)!] = heldOutAccuracy
  }
  return {
    steps,
    measuredLoss,
    ...columns,
    smoothLoss: smoothed(columns.loss, SMOOTHING),
    accuracy: smoothed(columns.accuracy, SMOOTHING),
  }
}
