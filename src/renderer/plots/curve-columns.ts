/** The training curve as uPlot wants it: one column of steps, one of values for each line. */
import type { EpochPoint, MetricPoint } from '../../engine/protocol'
import type { MetricForm } from '../../graph/registry/definition'
import { trailingMean } from '../engine-link/metric-series'

export interface CurveColumns {
  steps: number[]
  /** As measured, also where it cannot be drawn. */
  measuredLoss: (number | null)[]
  measuredAccuracy: (number | null)[]
  measuredHeldOutLoss: (number | null)[]
  measuredMetrics: MetricColumns[]
  loss: (number | null)[]
  /** The mean of the last {@link MEAN_POINTS} points, of those that can be drawn. */
  smoothLoss: (number | null)[]
  /** Likewise. */
  accuracy: (number | null)[]
  heldOutLoss: (number | null)[]
  heldOutAccuracy: (number | null)[]
  lr: (number | null)[]
  /** One for each metric asked for, in that order. */
  metrics: MetricColumns[]
}

interface MetricColumns {
  train: (number | null)[]
  heldOut: (number | null)[]
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
 * zero has no place either. What is measured is kept beside what is drawn, so that a number never stands for a later one that no line shows.
 */
export function curveColumns(
  metrics: readonly MetricPoint[],
  epochs: readonly EpochPoint[],
  { logarithmic, lines }: { logarithmic: boolean; lines: readonly MetricLine[] },
): CurveColumns {
  const steps = [...new Set([...metrics, ...epochs].map(({ step }) => step))].sort((a, b) => a - b)
  const at = new Map(steps.map((step, i) => [step, i]))
  const column = <T extends { step: number }>(
    points: readonly T[],
    value: (point: T) => number | null,
  ): (number | null)[] => {
    const values: (number | null)[] = Array.from({ length: steps.length }, () => null)
    for (const point of points) values[at.get(point.step)!] = value(point)
    return values
  }
  const besideLosses = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value) => (drawable(value) && (!logarithmic || value! > 0) ? value : null))
  const besideShares = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value) => (drawable(value) ? value : null))
  const measuredLoss = column(metrics, ({ loss }) => loss)
  const measuredHeldOutLoss = column(epochs, ({ heldOutLoss }) => heldOutLoss)
  const measuredMetrics = lines.map(({ id }) => {
    const atSteps = column(metrics, ({ metrics: values }) => numberOf(values[id]))
    const atEpochs = column(epochs, ({ metrics: values }) => numberOf(values[id]?.train))
    return {
      train: atSteps.map((value, i) => value ?? atEpochs[i]!),
      heldOut: column(epochs, ({ metrics: values }) => numberOf(values[id]?.heldOut)),
    }
  })
  const measuredAccuracy = column(metrics, ({ accuracy }) => accuracy)
  const loss = besideLosses(measuredLoss)
  return {
    steps,
    measuredLoss,
    measuredAccuracy,
    measuredHeldOutLoss,
    measuredMetrics,
    loss,
    smoothLoss: trailingMean(loss, MEAN_POINTS),
    accuracy: trailingMean(measuredAccuracy, MEAN_POINTS),
    heldOutLoss: besideLosses(measuredHeldOutLoss),
    heldOutAccuracy: column(epochs, ({ heldOutAccuracy }) => heldOutAccuracy),
    lr: column(metrics, ({ lr }) => lr),
    metrics: measuredMetrics.map(({ train, heldOut }, i) => {
      const shown = lines[i]!.beside === 'losses' ? besideLosses : besideShares
      return { train: shown(train), heldOut: shown(heldOut) }
    }),
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function drawable(value: number | null): boolean {
  return value !== null && Number.isFinite(value)
}
