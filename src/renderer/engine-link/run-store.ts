/** What the page knows about the run: engine, progress, curves, log. Filled from the host's events only. */
import { create } from 'zustand'
import type {
  EngineEvent,
  EngineProblem,
  EpochPoint,
  Fit,
  LogLevel,
  OpenResult,
  Progress,
  Snapshot,
} from '../../engine/protocol'
import { assertNever } from '../../graph/basics/assert-never'
import type { EngineStatus } from '../../main/contract'
import { MetricSeries } from './metric-series'
import { withoutMatrices } from './metric-values'

export interface LogEntry {
  id: number
  level: LogLevel
  message: string
  time: number
  /** Where it happened, for an entry that leads to a node. */
  problem?: EngineProblem
}

export interface RunData {
  /** False while the page has lost its host. */
  connected: boolean
  engine: EngineStatus
  progress: Progress
  /** Grows when points were added to {@link metricSeries}. */
  metricsRevision: number
  epochs: readonly EpochPoint[]
  fit: Fit | null
  logs: readonly LogEntry[]
  /** Why the last run or command failed; gone at the next one. */
  problem: EngineProblem | null
  /** Why the engine could not build the document; gone when it can. */
  openProblem: EngineProblem | null
  opened: OpenResult | null
  /** True from an edit until the engine has built the new network. */
  opening: boolean
  /** Mean time of the last steps in milliseconds, or null before the first. */
  stepMilliseconds: number | null
}

const MOST_LOGS = 1000
const MOST_EPOCHS = 5000
const NO_PROGRESS: Progress = { state: 'idle', step: 0, steps: 0, epoch: 0, epochs: 0, stepsPerEpoch: 0 }

/** The points of the training curve; apart from the store, as it changes twenty times a second. */
export const metricSeries = new MetricSeries()

export const useRunStore = create<RunData>(() => ({
  connected: true,
  engine: { state: 'starting', message: '' },
  progress: NO_PROGRESS,
  metricsRevision: 0,
  epochs: [],
  fit: null,
  logs: [],
  problem: null,
  openProblem: null,
  opened: null,
  opening: false,
  stepMilliseconds: null,
}))

let lastLog = 0

/** Adds one line to the console; old lines go when there are too many. */
export function addLog(
  level: LogLevel,
  message: string,
  more: { time?: number; problem?: EngineProblem } = {},
): void {
  const entry = { id: ++lastLog, level, message, time: more.time ?? Date.now(), problem: more.problem }
  useRunStore.setState(({ logs }) => ({ logs: [...logs.slice(1 - MOST_LOGS), entry] }))
}

export function clearLogs(): void {
  useRunStore.setState({ logs: [] })
}

/** Takes one event of the engine in. */
export function takeEngineEvent(event: EngineEvent): void {
  switch (event.kind) {
    case 'ready':
      return
    case 'progress':
      return takeProgress(event)
    case 'metrics':
      metricSeries.add(event.points)
      return useRunStore.setState((state) => ({
        metricsRevision: state.metricsRevision + 1,
        stepMilliseconds: meanStep(state.stepMilliseconds, event.points),
      }))
    case 'epoch':
      return useRunStore.setState(({ epochs }) => ({
        epochs: [...epochs.slice(1 - MOST_EPOCHS, -1), ...epochs.slice(-1).map(withoutMatrices), event.point],
      }))
    case 'fit':
      return useRunStore.setState({ fit: event.fit })
    case 'log':
      return addLog(event.level, event.message, { time: event.time })
    case 'problem':
      addLog('error', event.problem.message, { problem: event.problem })
      return useRunStore.setState({ problem: event.problem })
    default:
      return assertNever(event)
  }
}

function takeProgress({ state, step, steps, epoch, epochs, stepsPerEpoch }: Progress): void {
  const before = useRunStore.getState().progress
  const starts = state === 'running' && before.state !== 'running'
  // What a run has shown stays to be read until the next one begins.
  if (starts && before.state !== 'paused') clearCurves()
  const problem = starts ? { problem: null } : {}
  useRunStore.setState({ progress: { state, step, steps, epoch, epochs, stepsPerEpoch }, ...problem })
}

/** Forgets the curves of a run that is over. */
export function clearCurves(): void {
  metricSeries.clear()
  useRunStore.setState(({ metricsRevision }) => ({
    metricsRevision: metricsRevision + 1,
    epochs: [],
    fit: null,
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
export function takeSnapshot({ progress, metrics, epochs, fit, opened }: Snapshot): void {
  metricSeries.clear()
  metricSeries.add(metrics)
  useRunStore.setState((state) => ({
    progress,
    epochs,
    fit,
    opened,
    metricsRevision: state.metricsRevision + 1,
    stepMilliseconds: meanStep(null, metrics.slice(-20)),
  }))
}

/** The engine's process is gone or new: nothing is compiled there. The curves stay to be read. */
export function takeEngineStatus(engine: EngineStatus): void {
  useRunStore.setState((state) => ({
    engine,
    ...(engine.state === 'ready'
      ? {}
      : { opened: null, opening: false, progress: { ...state.progress, state: 'idle' as const } }),
  }))
}
