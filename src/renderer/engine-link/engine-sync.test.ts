import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StopInfo } from '../../engine/protocol'
import { encodeFrame, HISTOGRAM_BINS } from '../../graph/frames/frame'
import { type GraphDocument, documentSchema } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { createEditingSession } from '../editing/editing-session'
import type { EditorState } from '../editing/editor-store'
import { documentHost } from '../host/document-host'
import { runBlocker } from '../run/run-commands'
import { engineSync } from './engine-sync'
import { READY, RecordingHost } from './recording-host.fixture'
import { createRunSession } from './run-session'
import type { RunSession } from './run-session'

const sample = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const document: GraphDocument = documentSchema.parse(JSON.parse(readFileSync(sample, 'utf8')))
const linear = document.modules[document.main]!.nodes.find(({ type }) => type === 'Linear')!

function frameOf(probe: number, step: number): Uint8Array {
  return encodeFrame({
    probe,
    step,
    direction: 'forward',
    shape: [2],
    statistics: { min: 0, max: 1, mean: 0.5, std: 0.5, norm: 1, zeros: 0.5, nan: 0, inf: 0 },
    histogram: { low: 0, high: 1, counts: new Uint32Array(HISTOGRAM_BINS) },
    picture: null,
  })
}

function stopIn(step: number): StopInfo {
  const done = { forward: [], backward: [] }
  return {
    step,
    phase: 'zero_grad',
    at: { kind: 'phase' },
    reason: 'advance',
    breakpoint: null,
    condition: null,
    hits: {},
    done,
  }
}

/** Lets waiting edits and answers through. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000)
}

describe('engineSync', () => {
  let host: RecordingHost
  let stop: () => void
  let session: RunSession
  let edit: EditorState

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('requestAnimationFrame', (then: () => void) => setTimeout(then))
    host = new RecordingHost()
    session = createRunSession(createEditingSession(), documentHost(host.page.connection, host.documentId))
    edit = session.editor.getState()
    stop = engineSync(session)
    edit.load(inferDocument(document), { path: null, name: 'linear.json' })
    host.status(READY)
    await settle()
  })

  afterEach(() => {
    stop()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('takes the session over and gives the engine the document once', () => {
    // The first one starts the engine, the second takes its session over.
    expect(host.commands.map(({ kind }) => kind).filter((kind) => kind !== 'probes')).toEqual([
      'snapshot',
      'snapshot',
      'breakpoints',
      'open',
    ])
    expect(host.of('open')[0]?.document).toBe(session.editor.getState().document)
    expect(session.run.getState().opened).toBe(host.opened)
  })

  it('sends nothing when a node was only moved', async () => {
    edit.dispatch({
      kind: 'move',
      module: document.main,
      positions: [{ node: linear.id, position: { x: 900, y: 900 } }],
    })
    await settle()
    expect(host.of('open')).toHaveLength(1)
    expect(host.of('configure')).toHaveLength(0)
  })

  it('sends the last of several edits, and says which weights were kept', async () => {
    host.opened = { ...host.opened, kept: ['linear'], initialised: [] }
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'first' })
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'second' })
    await settle()
    expect(host.of('open')).toHaveLength(2)
    expect(host.of('open')[1]).toMatchObject({ fresh: false })
    expect(JSON.stringify(host.of('open')[1]?.document)).toContain('second')
    expect(session.run.getState().logs.at(-1)?.message).toBe('Graph changed: all weights kept.')
  })

  it('keeps a document with an error to itself until it is right again', async () => {
    edit.dispatch({ kind: 'set-params', module: document.main, node: linear.id, params: { in_features: 5 } })
    await settle()
    expect(session.editor.getState().findings[0]?.severity).toBe('error')
    expect(host.of('open')).toHaveLength(1)
    edit.undo()
    await settle()
    expect(host.of('open')).toHaveLength(1)
  })

  it('forgets what went wrong once the net is another, and not where a node is only moved', async () => {
    const failed = () => session.run.getState().problem?.message ?? null
    host.tell({ kind: 'problem', problem: { message: 'It has no loss.' } })
    const position = { x: 900, y: 900 }
    edit.dispatch({ kind: 'move', module: document.main, positions: [{ node: linear.id, position }] })
    await settle()
    expect(failed()).toBe('It has no loss.')
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'other' })
    await settle()
    expect(failed()).toBeNull()
    expect(session.run.getState().logs.at(-2)?.message).toBe('It has no loss.')
  })

  it('says nothing of another document that was open before', async () => {
    host.tell({ kind: 'problem', problem: { message: 'It has no loss.' } })
    edit.load(inferDocument(document), { path: null, name: 'linear.json' })
    await settle()
    expect(session.run.getState().problem).toBeNull()
    expect(session.run.getState().logs.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('tells a new learning rate without building anything anew', async () => {
    const { optimizer } = session.editor.getState().document.training
    edit.dispatch({ kind: 'set-training', training: { optimizer: { ...optimizer, params: { lr: 0.5 } } } })
    await settle()
    expect(host.of('open')).toHaveLength(1)
    expect(host.of('configure').at(-1)?.options.lr).toBe(0.5)
  })

  it('keeps settings that were changed while the engine was building', async () => {
    let built = (): void => undefined
    host.building = new Promise((resolve) => (built = resolve))
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'other' })
    await settle()
    edit.dispatch({ kind: 'set-training', training: { epochs: 77 } })
    await settle()
    built()
    await settle()
    expect(host.of('open')).toHaveLength(2)
    const last = host.commands.findLast(({ kind }) => kind === 'open' || kind === 'configure')
    expect(last).toMatchObject({ kind: 'configure', options: { epochs: 77 } })
  })

  it('builds a network whose settings are changed before its turn', async () => {
    let built = (): void => undefined
    host.building = new Promise((resolve) => (built = resolve))
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'one' })
    await settle()
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'two' })
    await settle()
    edit.dispatch({ kind: 'set-training', training: { epochs: 5 } })
    await settle()
    built()
    await settle()
    expect(JSON.stringify(host.of('open').at(-1)?.document)).toContain('two')
    expect(host.of('configure').at(-1)?.options.epochs).toBe(5)
    expect(session.run.getState().opening).toBe(false)
  })

  it('starts another document afresh', async () => {
    edit.load(inferDocument(structuredClone(document)), { path: null, name: 'again.json' })
    await settle()
    expect(host.of('open')).toHaveLength(2)
    expect(host.of('open')[1]?.fresh).toBe(true)
  })

  it('ends the run of a document that is left, also for one that cannot be built', async () => {
    edit.load(inferDocument({ ...document, modules: { [document.main]: { nodes: [], edges: [] } } }), {
      path: null,
      name: 'empty.json',
    })
    await settle()
    expect(host.of('open')).toHaveLength(1)
    expect(host.of('stop')).toHaveLength(1)
    expect(host.of('probes').at(-1)?.probes).toEqual([])
  })

  it('knows no net while the document is empty, and that of the next one', async () => {
    expect(session.run.getState().opened).not.toBeNull()
    const modules = { [document.main]: { nodes: [], edges: [] } }
    edit.load(inferDocument({ ...document, modules }), { path: null, name: 'empty.json' })
    await settle()
    expect(session.run.getState().opened).toBeNull()
    edit.load(inferDocument(document), { path: null, name: 'linear.json' })
    await settle()
    expect(session.run.getState().opened).not.toBeNull()
  })

  it('asks for no values of a document that was left while the engine was building it', async () => {
    let built = (): void => undefined
    host.building = new Promise((resolve) => (built = resolve))
    edit.load(inferDocument(structuredClone(document)), { path: null, name: 'again.json' })
    await settle()
    edit.load(inferDocument({ ...document, modules: { [document.main]: { nodes: [], edges: [] } } }), {
      path: null,
      name: 'empty.json',
    })
    await settle()
    const asked = host.of('probes').length
    built()
    await settle()
    expect(host.of('open')).toHaveLength(2)
    expect(host.of('probes')).toHaveLength(asked)
  })

  it('keeps why the engine refused a document, and forgets it with the next one', async () => {
    host.refusal = new Error('There is no data set of that name.')
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'other' })
    await settle()
    expect(session.run.getState().openProblem?.message).toBe('There is no data set of that name.')
    host.refusal = null
    edit.undo()
    await settle()
    expect(session.run.getState().openProblem).toBeNull()
  })

  it('does what is asked while a net is being built, once that is there', async () => {
    let built = () => {}
    host.building = new Promise((resolve) => (built = resolve))
    session.run.setState({ opened: null })
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'other' })
    await vi.advanceTimersByTimeAsync(500)
    expect(session.run.getState()).toMatchObject({ opening: true, opened: null })
    expect(runBlocker(session.run.getState(), [], document)).toBeNull()
    const trained = session.engine.train()
    await settle()
    expect(host.of('train')).toHaveLength(0)
    built()
    await trained
    expect(host.of('train')).toHaveLength(1)
  })

  it('asks nothing of a net that could not be built', async () => {
    host.refusal = new Error('There is no data set of that name.')
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'other' })
    await session.engine.train()
    expect(host.of('train')).toHaveLength(0)
    expect(session.run.getState().openProblem?.message).toBe('There is no data set of that name.')
  })

  /** The first wire looked at in both directions, with a frame that came in that step. */
  function watch(step: number): void {
    const target = { kind: 'edge' as const, path: [], edge: linear.id }
    session.engine.probes.want('wires', [
      { target, direction: 'forward', purpose: 'wire', view: { kind: 'numbers' } },
    ])
    vi.advanceTimersByTime(100)
    receive(step)
  }
  function receive(step: number): void {
    const probe = host.of('probes').at(-1)?.probes.at(-1)?.id ?? 0
    host.frame(frameOf(probe, step))
  }

  it('shows nothing of the old net from an edit on, nor while it cannot be built, until the new one is there', async () => {
    watch(3)
    expect(session.flow.size).toBe(1)
    edit.dispatch({ kind: 'set-params', module: document.main, node: linear.id, params: { in_features: 5 } })
    expect(session.flow.size).toBe(0)
    // The engine goes on training the old net meanwhile.
    receive(4)
    await settle()
    expect(session.flow.size).toBe(0)
    edit.undo()
    receive(5)
    expect(session.flow.size).toBe(1)
    edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'other' })
    receive(6)
    expect(session.flow.size).toBe(0)
    await settle()
    receive(7)
    expect(session.flow.size).toBe(1)
  })

  it('shows one step alone while that stands still: nothing of those before, nor what was on its way', () => {
    watch(3)
    host.tell({ kind: 'stopped', stop: stopIn(4) })
    expect(session.flow.size).toBe(0)
    receive(3)
    expect(session.flow.size).toBe(0)
    receive(4)
    expect(session.flow.size).toBe(1)
    host.tell({ kind: 'stopped', stop: stopIn(4) })
    expect(session.flow.size).toBe(1)
    host.tell({
      kind: 'progress',
      state: 'running',
      step: 4,
      steps: 9,
      epoch: 1,
      epochs: 1,
      stepsPerEpoch: 9,
    })
    receive(5)
    expect(session.flow.size).toBe(1)
    expect(session.run.getState().stop).toBeNull()
  })

  it('shows nothing of a step that was given up', () => {
    const progress = { steps: 9, epoch: 1, epochs: 1, stepsPerEpoch: 9 }
    watch(3)
    host.tell({ kind: 'stopped', stop: stopIn(4) })
    receive(4)
    host.tell({ kind: 'progress', state: 'paused', step: 3, ...progress })
    expect(session.flow.size).toBe(0)
    host.tell({ kind: 'stopped', stop: stopIn(4) })
    receive(4)
    host.tell({ kind: 'progress', state: 'paused', step: 4, ...progress })
    expect(session.flow.size).toBe(1)
  })

  it('says that an edit has taken away the step that stood still, and nothing where it was stopped', () => {
    const progress = {
      kind: 'progress',
      state: 'paused',
      steps: 9,
      epoch: 1,
      epochs: 1,
      stepsPerEpoch: 9,
    } as const
    const said = () => session.run.getState().logs.filter(({ message }) => message === 'Step 4 begins anew.')
    host.tell({ kind: 'stopped', stop: stopIn(4) })
    host.tell({ ...progress, step: 3 })
    expect(said()).toHaveLength(0)
    host.tell({ kind: 'stopped', stop: stopIn(4) })
    edit.dispatch({ kind: 'set-training', training: { zero_grad: false } })
    vi.advanceTimersByTime(200)
    host.tell({ ...progress, step: 3 })
    expect(said()).toHaveLength(1)
  })

  it('tells the engine of breakpoints at once, as they are set, switched and taken out, and builds nothing', () => {
    const breakpoint = {
      id: 'b0',
      module: document.main,
      node: linear.id,
      pass: 'forward' as const,
      condition: 'isnan',
    }
    const set = (next: typeof breakpoint | null, more: object = {}) =>
      edit.dispatch({ kind: 'set-breakpoint', id: 'b0', breakpoint: next && { ...next, ...more } })
    set(breakpoint)
    expect(host.of('breakpoints').at(-1)?.breakpoints).toEqual([
      {
        id: 'b0',
        module: document.main,
        place: { kind: 'node', node: linear.id },
        pass: 'forward',
        condition: 'isnan',
      },
    ])
    const on = host.of('breakpoints').at(-1)!.breakpoints
    set(breakpoint, { enabled: false })
    expect(host.of('breakpoints').at(-1)?.breakpoints).toEqual([{ ...on[0], enabled: false }])
    edit.undo()
    expect(host.of('breakpoints').at(-1)?.breakpoints).toHaveLength(1)
    set(null)
    expect(host.of('breakpoints').at(-1)?.breakpoints).toEqual([])
    expect(host.of('open')).toHaveLength(1)
  })

  it('builds a net whose gradients are to add up', async () => {
    edit.dispatch({ kind: 'set-training', training: { zero_grad: false } })
    await settle()
    expect(host.of('open').at(-1)?.document).toMatchObject({ training: { zero_grad: false } })
    edit.dispatch({ kind: 'set-training', training: { accumulate: 4 } })
    await settle()
    expect(host.of('open').at(-1)?.document).toMatchObject({ training: { accumulate: 4 } })
  })

  it('meets an engine that was started again, and a host that is back', async () => {
    host.status({ state: 'restarting', message: 'killed' })
    expect(session.run.getState().opened).toBeNull()
    host.status({ ...READY, pid: 8 })
    await settle()
    expect(host.of('snapshot')).toHaveLength(3)
    expect(host.of('open')[1]).toMatchObject({ fresh: false })
    host.connected(false)
    expect(session.run.getState().connected).toBe(false)
    host.connected(true)
    await settle()
    expect(host.of('snapshot')).toHaveLength(5)
  })
})
