/** What a page that connects late is told about the run so far. */
import type { EpochPoint, Fit, MetricPoint } from '../protocol'

const MOST_POINTS = 20_000

/** Metrics of a run; when there are more than 20,000, every second of them is dropped, so a curve keeps its form. */
export class MetricHistory {
  metrics: MetricPoint[] = []
  epochs: EpochPoint[] = []
  fit: Fit | null = null
  /** One in so many steps is kept. */
  private every = 1

  /** Matrices take much room, so only the last epoch keeps its own. */
  addEpoch(point: EpochPoint): void {
    const last = this.epochs.at(-1)
    if (last) this.epochs[this.epochs.length - 1] = withoutMatrices(last)
    this.epochs.push(point)
  }

  add(point: MetricPoint): void {
    if (point.step % this.every !== 0) return
    this.metrics.push(point)
    if (this.metrics.length <= MOST_POINTS) return
    this.every *= 2
    this.metrics = this.metrics.filter(({ step }) => step % this.every === 0)
  }
}

function withoutMatrices(point: EpochPoint): EpochPoint {
  const numbers = Object.entries(point.metrics).filter(
    ([, { train, heldOut }]) => !Array.isArray(train) && !Array.isArray(heldOut),
  )
  return { ...point, metrics: Object.fromEntries(numbers) }
}
