/** The training curve as uPlot wants it: one column of steps, one of values for each line. */
import type { EpochPoint, MetricPoint } from '../../engine/protocol'
import type { MetricForm } from '../../graph/registry/definition'
import { trailingMean } from '../engine-link/metric-series'

export interface CurveColumns {
  steps: number[]
  /** As measured, also where it cannot be drawn. */
  measuredLoss: (number | null)[]
  loss: (number | null)[]
  /** The mean of the last {@link MEAN_POINTS} points, of those that can be drawn. */
  smoothLoss: (number | null)[]
  /** Likewise. */
  accuracy: (number | null)[]
  heldOutLoss: (number | null)[]
  heldOutAccuracy: (number | null)[]
  lr: (number | null)[]
  /** One for each metric asked for, in that order. */
  metrics: { train: (number | null)[]; heldOut: (number | null)[] }[]
}

/** A metric that is drawn: its id, and whether it is on the axis of the losses. */
export interface MetricLine {
  id: string
  form: MetricForm
  beside: 'losses' | 'shares'
}

/** Whether anything that is drawn is a share, such as the accuracy, which wants an axis up to 1. */
export function hasShares(last: MetricPoint | null, lines: readonly MetricLine[]): boolean {
  return (last?.accuracy ?? null) !== null || lines.some(({ beside }) => beside === 'shares')
}

/** So many points are in the means. */
export const MEAN_POINTS = 15

/**
 * Joins steps and epochs by step; what was not measured at a step, or is not finite, is null. On a logarithmic axis
 * zero has no place either.
 */
export function curveColumns(
  metrics: readonly MetricPoint[],
  epochs: readonly EpochPoint[],
  { logarithmic, lines }: { logarithmic: boolean; lines: readonly MetricLine[] },
): CurveColumns {
  const steps = [...new Set([...metrics, ...epochs].map(({ step }) => step))].sort((a, b) => a - b)
  const at = new Map(steps.map((step, i) => [step, i]))
  const empty = (): (number | null)[] => Array.from({ length: steps.length }, () => null)
  const measuredLoss = empty()
  const columns = { loss: empty(), accuracy: empty(), heldOutLoss: empty(), heldOutAccuracy: empty() }
  const drawable = (value: number | null): number | null =>
    value !== null && Number.isFinite(value) && (!logarithmic || value > 0) ? value : null
  const lr = empty()
  const measured = lines.map(() => ({ train: empty(), heldOut: empty() }))
  const shown = (line: MetricLine, value: unknown): number | null => {
    if (typeof value !== 'number') return null
    return line.beside === 'losses' ? drawable(value) : Number.isFinite(value) ? value : null
  }
  for (const { step, loss, accuracy, lr: rate, metrics: values } of metrics) {
    lr[at.get(step)!] = rate
    lines.forEach((line, i) => (measured[i]!.train[at.get(step)!] = shown(line, values[line.id])))
    measuredLoss[at.get(step)!] = loss
    columns.loss[at.get(step)!] = drawable(loss)
    columns.accuracy[at.get(step)!] = accuracy
  }
  for (const { step, heldOutLoss, heldOutAccuracy, metrics: values } of epochs) {
    lines.forEach((line, i) => {
      measured[i]!.heldOut[at.get(step)!] = shown(line, values[line.id]?.heldOut)
      measured[i]!.train[at.get(step)!] ??= shown(line, values[line.id]?.train)
    })
    columns.heldOutLoss[at.get(step)!] = drawable(heldOutLoss)
    columns.heldOutAccuracy[at.get(step)!] = heldOutAccuracy
  }
  return {
    steps,
    measuredLoss,
    ...columns,
    lr,
    metrics: measured,
    smoothLoss: trailingMean(columns.loss, MEAN_POINTS),
    accuracy: trailingMean(columns.accuracy, MEAN_POINTS),
  }
}
