/** What a page that connects late is told about the run so far. */
import type { EpochPoint, Fit, MetricPoint } from '../protocol'

const MOST_POINTS = 20_000

/** Metrics of a run; when there are more than 20,000, every second of them is dropped, so a curve keeps its form. */
export class History {
  metrics: MetricPoint[] = []
  epochs: EpochPoint[] = []
  fit: Fit | null = null
  /** One in so many steps is kept. */
  private every = 1

  add(point: MetricPoint): void {
    if (point.step % this.every !== 0) return
    this.metrics.push(point)
    if (this.metrics.length <= MOST_POINTS) return
    this.every *= 2
    this.metrics = this.metrics.filter(({ step }) => step % this.every === 0)
  }
}
