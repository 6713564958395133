/** Gathers what happens in fast steps into few events. */
import type { EngineEvent, EpochPoint, MetricPoint, PrintedText, Progress } from '../protocol'

/** At most 20 events of each kind a second. */
const INTERVAL = 50

/** Sends metrics, epochs and progress at most every 50 ms, and whatever is left when told to flush. */
export class EventPacer {
  private readonly emit: (event: EngineEvent) => void
  private readonly now: () => number
  private points: MetricPoint[] = []
  private epochs: EpochPoint[] = []
  private printed: PrintedText[] = []
  private progress: Progress | null = null
  private sent = -Infinity
  private epochsSent = -Infinity

  constructor(emit: (event: EngineEvent) => void, now = (): number => performance.now()) {
    this.emit = emit
    this.now = now
  }

  step(point: MetricPoint, progress: Progress): void {
    this.points.push(point)
    this.progress = progress
    if (this.now() - this.sent >= INTERVAL) this.flush()
  }

  /** The end of an epoch. Where epochs are long it is told at once, as the next step may take long too. */
  epoch(point: EpochPoint, progress: Progress): void {
    this.epochs.push(point)
    this.progress = progress
    if (this.now() - this.epochsSent >= INTERVAL) this.flush()
  }

  /** What a hook prints; while training runs (`later`) it waits for the next event. */
  print(printed: PrintedText, later: boolean): void {
    this.printed.push(printed)
    if (!later) this.flush()
  }

  /** Sends what has gathered, steps before the epochs that they end; call it before any event that must not come too early. */
  flush(): void {
    this.sent = this.now()
    if (this.printed.length > 0)
      this.emit({
        kind: 'log',
        level: 'info',
        message: this.printed.map(({ text }) => text).join('\n'),
        time: Date.now(),
        printed: this.printed,
      })
    this.printed = []
    if (this.points.length > 0) this.emit({ kind: 'metrics', points: this.points })
    if (this.epochs.length > 0) {
      this.emit({ kind: 'epochs', points: this.epochs })
      this.epochsSent = this.sent
    }
    if (this.progress) this.emit({ kind: 'progress', ...this.progress })
    this.points = []
    this.epochs = []
    this.progress = null
  }
}
