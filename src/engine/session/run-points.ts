/** What a page that connects late is told about the run so far. */
import { addThinned } from '../../graph/basics/thinned'
import type { EpochPoint, Fit, MetricPoint } from '../protocol'

const STEPS = { most: 20_000, numberOf: ({ step }: MetricPoint): number => step }
const EPOCHS = { most: 5000, numberOf: ({ epoch }: EpochPoint): number => epoch }

/** Metrics of a run, thinned when there are many, so that a curve keeps its form and the room is bounded. */
export class RunPoints {
  metrics: MetricPoint[] = []
  epochs: EpochPoint[] = []
  fit: Fit | null = null

  /** Matrices take much room, so only the last epoch keeps its own. */
  addEpoch(point: EpochPoint): void {
    const last = this.epochs.at(-1)
    if (last) this.epochs[this.epochs.length - 1] = withoutMatrices(last)
    addThinned(this.epochs, [point], EPOCHS)
  }

  add(point: MetricPoint): void {
    addThinned(this.metrics, [point], STEPS)
  }
}

function withoutMatrices(point: EpochPoint): EpochPoint {
  const numbers = Object.entries(point.metrics).filter(
    ([, { train, heldOut }]) => !Array.isArray(train) && !Array.isArray(heldOut),
  )
  return { ...point, metrics: Object.fromEntries(numbers) }
}
