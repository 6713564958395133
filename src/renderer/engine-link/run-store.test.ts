import { beforeEach, describe, expect, it } from 'vitest'
import type { MetricPoint, Progress, RunState } from '../../engine/protocol'
import {
  addLog,
  clearLogs,
  metricSeries,
  takeEngineEvent,
  takeEngineStatus,
  takeSnapshot,
  useRunStore,
} from './run-store'

function progress(state: RunState, step: number): Progress {
  return { state, step, steps: 96, epoch: 1, epochs: 3, stepsPerEpoch: 32 }
}
function metric(step: number): MetricPoint {
  return { step, epoch: 1, loss: 1 / step, accuracy: null, lr: 0.1, milliseconds: 20, metrics: {} }
}
const snapshot = { progress: progress('paused', 0), metrics: [], epochs: [], fit: null, opened: null }

describe('the run store', () => {
  beforeEach(() => {
    clearLogs()
    takeSnapshot(snapshot)
    useRunStore.setState({ problem: null })
  })

  it('gathers the curve while a run goes on and through a pause', () => {
    takeEngineEvent({ kind: 'progress', ...progress('running', 1) })
    takeEngineEvent({ kind: 'metrics', points: [metric(1), metric(2)] })
    takeEngineEvent({ kind: 'progress', ...progress('paused', 2) })
    takeEngineEvent({ kind: 'progress', ...progress('running', 2) })
    takeEngineEvent({ kind: 'metrics', points: [metric(3)] })
    expect(metricSeries.points.map(({ step }) => step)).toEqual([1, 2, 3])
    expect(useRunStore.getState().stepMilliseconds).toBeCloseTo(20)
  })

  it('starts a new curve with a new run', () => {
    takeEngineEvent({ kind: 'metrics', points: [metric(1), metric(2)] })
    takeEngineEvent({ kind: 'progress', ...progress('done', 96) })
    takeEngineEvent({ kind: 'progress', ...progress('ready', 0) })
    expect(metricSeries.points).toHaveLength(2)
    takeEngineEvent({ kind: 'progress', ...progress('running', 0) })
    expect(metricSeries.points).toHaveLength(0)
    expect(useRunStore.getState().epochs).toEqual([])
  })

  it('keeps why a run failed until the next one runs', () => {
    const problem = { message: 'The loss is NaN.', node: 'n1' }
    takeEngineEvent({ kind: 'problem', problem })
    takeEngineEvent({ kind: 'progress', ...progress('failed', 3) })
    expect(useRunStore.getState().problem).toBe(problem)
    expect(useRunStore.getState().logs.at(-1)).toMatchObject({
      level: 'error',
      message: problem.message,
      problem,
    })
    takeEngineEvent({ kind: 'progress', ...progress('running', 3) })
    expect(useRunStore.getState().problem).toBeNull()
  })

  it('keeps the last thousand lines of the log', () => {
    for (let i = 0; i < 1200; i++) addLog('info', `line ${i}`)
    const { logs } = useRunStore.getState()
    expect(logs).toHaveLength(1000)
    expect(logs.at(-1)?.message).toBe('line 1199')
    expect(new Set(logs.map(({ id }) => id)).size).toBe(1000)
  })

  it('does not go on showing a run whose engine has died, but keeps its curve', () => {
    takeEngineEvent({ kind: 'progress', ...progress('running', 5) })
    takeEngineEvent({ kind: 'metrics', points: [metric(5)] })
    takeEngineStatus({ state: 'restarting', message: 'killed' })
    expect(useRunStore.getState().progress.state).toBe('idle')
    expect(metricSeries.points).toHaveLength(1)
  })
})
