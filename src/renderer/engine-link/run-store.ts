/** What the page knows about the run: engine, progress, curves, log. Filled from the host's events only. */
import { createStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { TensorChange } from '../../engine/protocol'
import type {
  EngineEvent,
  EngineProblem,
  EpochPoint,
  Fit,
  LogLevel,
  NotFinite,
  OpenResult,
  PrintedText,
  Progress,
  Snapshot,
  StepsWay,
  StopInfo,
} from '../../engine/protocol'
import { assertNever } from '../../graph/basics/assert-never'
import { addThinned } from '../../graph/basics/thinned'
import type { EngineStatus } from '../../main/contract'
import { MetricSeries } from './metric-series'
import { withoutMatrices } from './metric-values'
import { PrintPacer } from './print-pacer'
import type { PacedText } from './print-pacer'

export interface LogEntry {
  id: number
  level: LogLevel
  message: string
  time: number
  /** Where it happened, for an entry that leads to a node. */
  problem?: EngineProblem
  /** The hook that printed it, and how many of its texts before are not shown. */
  printed?: Omit<PrintedText, 'text'> & { leftOut: number }
}

export interface RunData {
  /** False while the page has lost its host. */
  connected: boolean
  engine: EngineStatus
  progress: Progress
  /** Where a step stands still; null but in the state `stopped`. */
  stop: StopInfo | null
  /** The step that a person has gone through to its end, until the run moves on; null: none. */
  passed: number | null
  /** How often each breakpoint has stopped this run, by its id. */
  hits: Readonly<Record<string, number>>
  /** Grows when points were added to {@link RunStore.series}. */
  metricsRevision: number
  epochs: readonly EpochPoint[]
  fit: Fit | null
  logs: readonly LogEntry[]
  /** Lines that the console has ever had. */
  logged: number
  /** Why the last run or command failed; gone at the next one. */
  problem: EngineProblem | null
  /** What a person has changed by hand and can put back. */
  changes: readonly TensorChange[]
  /** Grows where tensors are no more what they were changed from: a step that stood still is given up, weights are new. */
  begunAnew: number
  /** Why the engine could not build the document; gone when it can. */
  openProblem: EngineProblem | null
  opened: OpenResult | null
  /** True from an edit until the engine has built the new network. */
  opening: boolean
  /** Where this run met its first NaN or infinity; null: nowhere. */
  notFinite: NotFinite | null
  /** Whether what flows on the wires is of a pass by hand. */
  byHand: boolean
  /** How the steps of this run are computed; null: none was yet. */
  way: StepsWay | null
  /** Mean time of the last steps in milliseconds, or null before the first. */
  stepMilliseconds: number | null
}

const MOST_LOGS = 1000
/** More than a chart has pixels. */
const EPOCHS = { most: 2048, numberOf: ({ epoch }: EpochPoint): number => epoch }
const NO_PROGRESS: Progress = { state: 'idle', step: 0, steps: 0, epoch: 0, epochs: 0, stepsPerEpoch: 0 }

export interface RunStore extends StoreApi<RunData> {
  /** The points of the training curve; apart from the data, as it changes twenty times a second. */
  readonly series: MetricSeries
  /** Thins what hooks print. */
  readonly prints: PrintPacer
}

/** The run of one document, before its engine has said anything. */
export function createRunStore(): RunStore {
  const store = createStore<RunData>(() => ({
    connected: true,
    engine: { state: 'starting', message: '' },
    progress: NO_PROGRESS,
    stop: null,
    passed: null,
    hits: {},
    metricsRevision: 0,
    epochs: [],
    fit: null,
    logs: [],
    logged: 0,
    problem: null,
    changes: [],
    begunAnew: 0,
    openProblem: null,
    opened: null,
    opening: false,
    notFinite: null,
    byHand: false,
    way: null,
    stepMilliseconds: null,
  }))
  return { ...store, series: new MetricSeries(), prints: new PrintPacer() }
}

/** Adds one line to the console; old lines go when there are too many. */
export function addLog(
  run: RunStore,
  level: LogLevel,
  message: string,
  more: { time?: number; problem?: EngineProblem } = {},
): void {
  const { time = Date.now(), problem } = more
  addEntries(run, [{ level, message, time, problem }])
}

function addEntries(run: RunStore, entries: readonly Omit<LogEntry, 'id'>[]): void {
  if (entries.length === 0) return
  run.setState(({ logs, logged }) => ({
    logs: [...logs, ...entries.map((entry, i) => ({ ...entry, id: logged + 1 + i }))].slice(-MOST_LOGS),
    logged: logged + entries.length,
  }))
}

function addPrinted(run: RunStore, texts: readonly PacedText[], time: number): void {
  addEntries(
    run,
    texts.map(({ text, module, hook, path, leftOut }) => ({
      level: 'info',
      message: text,
      time,
      printed: { module, hook, path, leftOut },
    })),
  )
}

export function clearLogs(run: RunStore): void {
  run.setState({ logs: [] })
}

/** Takes one event of the engine in. */
export function takeEngineEvent(run: RunStore, event: EngineEvent): void {
  switch (event.kind) {
    case 'ready':
      return
    case 'stopped':
      if (!isUnderWay(run)) clearCurves(run)
      // Where it stands is told before the progress is: whoever sees that it stands can go on at once.
      return run.setState(({ progress }) => ({
        stop: event.stop,
        passed: null,
        hits: event.stop.hits,
        progress: { ...progress, state: 'stopped' },
      }))
    case 'progress':
      return takeProgress(run, event)
    case 'notFinite':
      return run.setState({ notFinite: event.found })
    case 'byHand':
      return run.setState({ byHand: event.shown })
    case 'metrics':
      run.series.add(event.points)
      return run.setState((state) => ({
        metricsRevision: state.metricsRevision + 1,
        stepMilliseconds: meanStep(state.stepMilliseconds, event.points),
      }))
    case 'epochs':
      return run.setState(({ epochs }) => ({ epochs: withEpochs(epochs, event.points) }))
    case 'fit':
      return run.setState({ fit: event.fit })
    case 'way':
      return run.setState({ way: event.way })
    case 'changes':
      return run.setState({ changes: event.changes })
    case 'log':
      if (event.printed) return addPrinted(run, run.prints.take(event.printed, event.time), event.time)
      return addLog(run, event.level, event.message, { time: event.time })
    case 'problem':
      addLog(run, 'error', event.problem.message, { problem: event.problem })
      return run.setState({ problem: event.problem })
    default:
      return assertNever(event)
  }
}

function withEpochs(epochs: readonly EpochPoint[], points: readonly EpochPoint[]): EpochPoint[] {
  const row = [...epochs.slice(0, -1), ...epochs.slice(-1).map(withoutMatrices)]
  addThinned(row, points, EPOCHS)
  return row
}

/** Whether steps have changed the weights: of this run, or of one that was stopped, whose curve stays until they are new. */
export function isTrained(run: RunStore): boolean {
  return run.getState().progress.step > 0 || run.series.last !== null
}

/** Whether what comes belongs to the run that is shown; a step that is gone through begins one, and never says that it runs. */
function isUnderWay(run: RunStore): boolean {
  const { state } = run.getState().progress
  return state === 'running' || state === 'paused' || state === 'stopped'
}

function takeProgress(run: RunStore, progress: Progress): void {
  const { state, step, steps, epoch, epochs, stepsPerEpoch } = progress
  const before = run.getState().progress
  if (state !== 'running') addPrinted(run, run.prints.rest(), Date.now())
  const starts = state === 'running' && before.state !== 'running'
  // What a run has shown stays to be read until the next one begins.
  if (starts && before.state !== 'paused' && before.state !== 'stopped') {
    clearCurves(run)
    run.setState({ hits: {} })
  }
  if (state !== 'stopped' && run.getState().stop !== null) run.setState({ stop: null })
  if (before.state === 'stopped' && state !== 'stopped' && state !== 'running') beginAnew(run)
  run.setState(({ passed }) => ({ passed: passedBy(progress, before, passed) }))
  const problem = starts ? { problem: null } : {}
  run.setState({ progress: { state, step, steps, epoch, epochs, stepsPerEpoch }, ...problem })
}

/** The evaluation at an epoch's end still runs when the last step of it is over. */
function passedBy({ state, step }: Progress, before: Progress, passed: number | null): number | null {
  if (state !== 'paused' && state !== 'done' && state !== 'running') return null
  if (before.state === 'stopped' && step > before.step) return step
  const goesOn = state === 'running' && before.state !== 'running'
  return step === passed && !goesOn ? passed : null
}

/** What was changed by hand before, and put back, cannot come again. */
export function beginAnew(run: RunStore): void {
  run.setState(({ begunAnew }) => ({ begunAnew: begunAnew + 1 }))
}

/** Forgets the curves of a run that is over. */
export function clearCurves(run: RunStore): void {
  run.series.clear()
  run.setState(({ metricsRevision }) => ({
    metricsRevision: metricsRevision + 1,
    epochs: [],
    fit: null,
    notFinite: null,
    way: null,
    stepMilliseconds: null,
  }))
}

/** Follows changes within about ten steps, and does not jump with each. */
function meanStep(before: number | null, points: readonly { milliseconds: number }[]): number | null {
  return points.reduce<number | null>(
    (mean, { milliseconds }) => (mean === null ? milliseconds : 0.9 * mean + 0.1 * milliseconds),
    before,
  )
}

/** Replaces everything with the session as the engine has it, for a page that comes late or back. */
export function takeSnapshot(run: RunStore, snapshot: Snapshot): void {
  const { progress, metrics, epochs, fit, opened, stop, hits, byHand, notFinite, changes, way } = snapshot
  run.series.clear()
  run.series.add(metrics)
  run.setState((state) => ({
    progress,
    epochs: withEpochs([], epochs),
    fit,
    opened,
    stop,
    passed: null,
    hits,
    byHand,
    notFinite,
    changes,
    way,
    metricsRevision: state.metricsRevision + 1,
    stepMilliseconds: meanStep(null, metrics.slice(-20)),
  }))
}

/** The engine's process is gone or new: nothing is compiled there. The curves stay to be read. */
export function takeEngineStatus(run: RunStore, engine: EngineStatus): void {
  run.setState((state) => ({
    engine,
    ...(engine.state === 'ready'
      ? {}
      : {
          opened: null,
          opening: false,
          stop: null,
          passed: null,
          byHand: false,
          changes: [],
          begunAnew: state.begunAnew + 1,
          progress: { ...state.progress, state: 'idle' as const },
        }),
  }))
}
