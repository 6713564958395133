import { beforeEach, describe, expect, it } from 'vitest'
import type { EpochPoint, MetricPoint, Progress, RunState, Snapshot } from '../../engine/protocol'
import { addLog, createRunStore, takeEngineEvent, takeEngineStatus, takeSnapshot } from './run-store'
import type { RunStore } from './run-store'

function progress(state: RunState, step: number): Progress {
  return { state, step, steps: 96, epoch: 1, epochs: 3, stepsPerEpoch: 32 }
}
function metric(step: number): MetricPoint {
  return { step, epoch: 1, loss: 1 / step, accuracy: null, lr: 0.1, milliseconds: 20, metrics: {} }
}
const snapshot: Snapshot = {
  progress: progress('paused', 0),
  metrics: [],
  epochs: [],
  fit: null,
  changes: [],
  opened: null,
  capabilities: { way: 'visited', stopInside: true, changeValue: true, captured: false },
  stop: null,
  hits: {},
  notFinite: null,
  byHand: false,
  way: null,
}

describe('the run store', () => {
  let run: RunStore
  beforeEach(() => {
    run = createRunStore()
    takeSnapshot(run, snapshot)
  })

  it('gathers the curve while a run goes on and through a pause', () => {
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 1) })
    takeEngineEvent(run, { kind: 'metrics', points: [metric(1), metric(2)] })
    takeEngineEvent(run, { kind: 'progress', ...progress('paused', 2) })
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 2) })
    takeEngineEvent(run, { kind: 'metrics', points: [metric(3)] })
    expect(run.series.points.map(({ step }) => step)).toEqual([1, 2, 3])
    expect(run.getState().stepMilliseconds).toBeCloseTo(20)
  })

  it('begins the curve anew where a run begins by standing still in its first step', () => {
    const done = { forward: [], backward: [] }
    const stop = {
      step: 1,
      phase: 'zero_grad',
      at: { kind: 'phase' },
      reason: 'advance',
      breakpoint: null,
      condition: null,
    } as const
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 1) })
    takeEngineEvent(run, { kind: 'metrics', points: [metric(1)] })
    takeEngineEvent(run, { kind: 'stopped', stop: { ...stop, step: 2, hits: { b0: 1 }, done } })
    expect(run.getState()).toMatchObject({
      stop: { step: 2 },
      hits: { b0: 1 },
      progress: { state: 'stopped' },
    })
    expect(run.series.points).toHaveLength(1)
    takeEngineEvent(run, { kind: 'progress', ...progress('done', 96) })
    expect(run.getState().stop).toBeNull()
    takeEngineEvent(run, { kind: 'stopped', stop: { ...stop, hits: {}, done } })
    expect(run.series.points).toHaveLength(0)
    expect(run.getState().hits).toEqual({})
  })

  it('knows the step that was gone through to its end, and not one that was given up or that trained on', () => {
    const done = { forward: [], backward: [] }
    const at = { phase: 'step', at: { kind: 'phase' }, reason: 'advance', breakpoint: null, condition: null } as const // prettier-ignore
    const stand = (step: number) =>
      takeEngineEvent(run, { kind: 'stopped', stop: { ...at, step, hits: {}, done } })
    const passed = () => run.getState().passed
    stand(1)
    expect(passed()).toBeNull()
    takeEngineEvent(run, { kind: 'progress', ...progress('paused', 1) })
    expect(passed()).toBe(1)
    stand(2)
    expect(passed()).toBeNull()
    takeEngineEvent(run, { kind: 'progress', ...progress('paused', 1) })
    expect(passed()).toBeNull()
    stand(2)
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 1) })
    takeEngineEvent(run, { kind: 'progress', ...progress('paused', 2) })
    expect(passed()).toBeNull()
    stand(96)
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 96) })
    takeEngineEvent(run, { kind: 'progress', ...progress('paused', 96) })
    expect(passed(), 'an evaluation came after it').toBe(96)
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 96) })
    expect(passed()).toBeNull()
    stand(97)
    takeEngineEvent(run, { kind: 'progress', ...progress('done', 97) })
    expect(passed()).toBe(97)
    takeEngineEvent(run, { kind: 'progress', ...progress('ready', 0) })
    expect(passed()).toBeNull()
  })

  it('draws epochs from the first to the last, however many there are, in bounded room', () => {
    const point = (epoch: number): EpochPoint => {
      return { epoch, step: epoch, trainLoss: 1, heldOutLoss: 1, heldOutAccuracy: null, metrics: {} }
    }
    for (let first = 1; first < 100_000; first += 500)
      takeEngineEvent(run, {
        kind: 'epochs',
        points: Array.from({ length: 500 }, (_, i) => point(first + i)),
      })
    const { epochs } = run.getState()
    expect(epochs.length).toBeGreaterThan(1000)
    expect(epochs.length).toBeLessThan(2100)
    expect(epochs[0]!.epoch).toBeLessThan(100)
    expect(epochs.at(-1)!.epoch).toBe(100_000)
  })

  it('keeps where NaN came from until the next run begins', () => {
    const found = {
      step: 2, pass: 'forward', kind: 'nan', cause: 'zero_by_zero', module: 'Net', path: [], node: 'n1', name: 'share', type: 'Div',
      message: 'Step 2: share.', remedy: 'Add a small number.',
    } as const // prettier-ignore
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 1) })
    takeEngineEvent(run, { kind: 'notFinite', found: { ...found, path: [] } })
    takeEngineEvent(run, { kind: 'progress', ...progress('done', 96) })
    expect(run.getState().notFinite).toMatchObject(found)
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 0) })
    expect(run.getState().notFinite).toBeNull()
  })

  it('starts a new curve with a new run', () => {
    takeEngineEvent(run, { kind: 'metrics', points: [metric(1), metric(2)] })
    takeEngineEvent(run, { kind: 'progress', ...progress('done', 96) })
    takeEngineEvent(run, { kind: 'progress', ...progress('ready', 0) })
    expect(run.series.points).toHaveLength(2)
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 0) })
    expect(run.series.points).toHaveLength(0)
    expect(run.getState().epochs).toEqual([])
  })

  it('keeps why a run failed until the next one runs', () => {
    const problem = { message: 'The loss is NaN.', node: 'n1' }
    takeEngineEvent(run, { kind: 'problem', problem })
    takeEngineEvent(run, { kind: 'progress', ...progress('failed', 3) })
    expect(run.getState().problem).toBe(problem)
    expect(run.getState().logs.at(-1)).toMatchObject({
      level: 'error',
      message: problem.message,
      problem,
    })
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 3) })
    expect(run.getState().problem).toBeNull()
  })

  it('keeps the last thousand lines of the log', () => {
    for (let i = 0; i < 1200; i++) addLog(run, 'info', `line ${i}`)
    const { logs } = run.getState()
    expect(logs).toHaveLength(1000)
    expect(logs.at(-1)?.message).toBe('line 1199')
    expect(new Set(logs.map(({ id }) => id)).size).toBe(1000)
  })

  it('does not go on showing a run whose engine has died, but keeps its curve', () => {
    takeEngineEvent(run, { kind: 'progress', ...progress('running', 5) })
    takeEngineEvent(run, { kind: 'metrics', points: [metric(5)] })
    takeEngineStatus(run, { state: 'restarting', message: 'killed' })
    expect(run.getState().progress.state).toBe('idle')
    expect(run.series.points).toHaveLength(1)
  })
})
