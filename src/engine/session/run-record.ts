/** What is told of a run, and kept of it for whoever comes late: its curves, the fit, where its numbers ended, what its hooks print. */
import type {
  EngineEvent,
  EpochPoint,
  LogLevel,
  MetricPoint,
  NotFinite,
  PrintedText,
  Progress,
  StepsWay,
} from '../protocol'
import { CurveLog } from './curve-log'
import type { CurvePosition } from './curve-log'
import { EventPacer } from './event-pacer'
import type { FitWatch } from './fit-watch'
import { RunPoints } from './run-points'
import { tell } from '../../words/tell'

/** What was drawn of a run, read back. */
export interface RunCurves {
  points: RunPoints
  position: CurvePosition | null
}

export class RunRecord {
  points = new RunPoints()
  /** Where the run met its first NaN or infinity. */
  notFinite: NotFinite | null = null
  /** How its last steps were computed; null: none was yet. */
  way: StepsWay | null = null
  /** The curves of the last run, exact. */
  readonly curves: CurveLog
  /** Draws what the net says of its whole input space, where that can be drawn. */
  fit: FitWatch | null = null
  private readonly pacer: EventPacer
  private warned = false

  constructor(
    private readonly event: (event: EngineEvent) => void,
    folder: string,
  ) {
    this.curves = new CurveLog(folder)
    this.pacer = new EventPacer(event)
  }

  /** Nothing is known of a run. */
  begin(): void {
    this.points = new RunPoints()
    this.curves.begin()
    this.warned = false
    this.notFinite = null
    this.way = null
  }

  /** Goes on with what was read back. */
  resume({ points, position }: RunCurves): void {
    this.points = points
    if (position) this.curves.resume(position)
    else this.curves.begin()
  }

  addStep(point: MetricPoint, progress: Progress): void {
    this.points.add(point)
    this.curves.step(point)
    this.pacer.step(point, progress)
  }

  addEpoch(point: EpochPoint, progress: Progress): void {
    this.points.addEpoch(point)
    this.curves.epoch(point)
    this.pacer.epoch(point, progress)
  }

  /** What a step is to be remarked on for; the fit, where it is due. */
  remark({ step, loss }: MetricPoint, found: NotFinite | null | undefined): void {
    this.showFit(this.fit?.afterStep(step))
    if (found && !this.notFinite) this.tellNotFinite(found)
    if (this.warned || this.notFinite || Number.isFinite(loss)) return
    this.warned = true
    this.log(
      'warning',
      tell(
        'engine.loss_is_at_step_smaller',
        'The loss is {{loss}} at step {{step}}. A smaller learning rate usually helps; reset begins anew.',
        { loss, step },
      ),
    )
  }

  showFit(fit: RunPoints['fit'] | undefined): void {
    if (!fit) return
    this.points.fit = fit
    this.event({ kind: 'fit', fit })
  }

  /** What hooks of the document print; `later`: with the next event. */
  print(printed: PrintedText, later: boolean): void {
    this.pacer.print(printed, later)
  }

  /** How steps are computed from now on. */
  tellWay(way: StepsWay): void {
    this.way = way
    this.event({ kind: 'way', way })
  }

  log(level: LogLevel, message: string): void {
    this.event({ kind: 'log', level, message, time: Date.now() })
  }

  /** Tells what has gathered. */
  flush(): void {
    this.pacer.flush()
  }

  private tellNotFinite(found: NotFinite): void {
    this.notFinite = found
    this.event({ kind: 'notFinite', found })
    this.log('warning', `${found.message} ${found.remedy}`)
  }
}
