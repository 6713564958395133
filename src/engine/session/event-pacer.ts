/** Gathers what happens in fast steps into few events. */
import type { EngineEvent, MetricPoint, Progress } from '../protocol'

/** At most 20 metrics events a second. */
const METRICS_INTERVAL = 50

/** Sends metrics and progress at most every 50 ms, and whatever is left when told to flush. */
export class EventPacer {
  private readonly emit: (event: EngineEvent) => void
  private points: MetricPoint[] = []
  private progress: Progress | null = null
  private sent = 0

  constructor(emit: (event: EngineEvent) => void) {
    this.emit = emit
  }

  step(point: MetricPoint, progress: Progress): void {
    this.points.push(point)
    this.progress = progress
    if (performance.now() - this.sent >= METRICS_INTERVAL) this.flush()
  }

  /** Sends what has gathered; call it before any event that must not come too early. */
  flush(): void {
    if (this.points.length > 0) this.emit({ kind: 'metrics', points: this.points })
    if (this.progress) this.emit({ kind: 'progress', ...this.progress })
    this.points = []
    this.progress = null
    this.sent = performance.now()
  }
}
