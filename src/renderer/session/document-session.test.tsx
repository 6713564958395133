import { readFileSync } from 'node:fs'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type GraphDocument, documentSchema } from '../../graph/document/document'
import { encodeFrame, HISTOGRAM_BINS } from '../../graph/frames/frame'
import { inferDocument } from '../../graph/infer/infer'
import { perform } from '../editing/edit'
import { selectionOf } from '../editing/selection'
import { READY, RecordingHost, RecordingPage } from '../engine-link/recording-host.fixture'
import { createDocumentSession } from './document-session'
import type { DocumentSession } from './document-session'
import { SessionProvider, useSession } from './session-provider'
import { useEditor, useRun } from './use-stores'

function sample(name: string): GraphDocument {
  const file = new URL(`../../../resources/samples/${name}.json`, import.meta.url)
  return documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

interface Opened {
  host: RecordingHost
  session: DocumentSession
}

async function open(page: RecordingPage, pid: number, document: GraphDocument): Promise<Opened> {
  const id = `d${pid}`
  const host = new RecordingHost(page, id)
  const session = createDocumentSession(page.connection, id)
  session.editor.getState().load(inferDocument(document), { path: null, name: `${id}.json` })
  host.status({ ...READY, pid })
  await settle()
  return { host, session }
}

/** Lets waiting edits and answers through. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000)
}

/** What a person would see of a document, in one line. */
function Shown() {
  const { id, editor, run } = useSession()
  // A server's picture takes from the hooks what the stores began with.
  const loads = useEditor((state) => state.loads)
  const logs = useRun((state) => state.logs.length)
  const { document, dirty } = editor.getState()
  const nodes = document.modules[document.main]!.nodes.length
  const { state } = run.getState().progress
  return <p>{[id, nodes, dirty, state, loads, logs].join(' ')}</p>
}

describe('two documents side by side', () => {
  let page: RecordingPage
  let a: Opened
  let b: Opened

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw))
    page = new RecordingPage()
    a = await open(page, 1, sample('linear-regression'))
    b = await open(page, 2, sample('mnist-cnn'))
  })
  afterEach(() => {
    a.session.close()
    b.session.close()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  /** Everything of the other document, to see that nothing of it has changed. */
  function still({ session, host }: Opened) {
    const { editor, canvas, run, flow } = session
    return [editor.getState(), canvas.getState(), run.getState(), flow.revision, host.commands.length]
  }

  it('are edited, selected and undone apart', async () => {
    const { editor } = a.session
    const before = still(b)
    const { document } = editor.getState()
    const count = () => editor.getState().document.modules[document.main]!.nodes.length
    const nodes = count()
    perform(a.session, { kind: 'add-node', module: document.main, type: 'ReLU', position: { x: 0, y: 0 } })
    expect(editor.getState().selection.kind).toBe('node')
    expect(count()).toBe(nodes + 1)
    await settle()
    expect(still(b)).toEqual(before)
    b.session.editor.getState().undo()
    expect(count()).toBe(nodes + 1)
    editor.getState().undo()
    expect(count()).toBe(nodes)
    editor.getState().select(selectionOf([document.modules[document.main]!.nodes[0]!.id]))
    expect(b.session.editor.getState().selection.kind).toBe('nothing')
  })

  it('keep sizes of nodes, camera and pointer apart, though their nodes have the same ids', () => {
    a.session.sizes.note('n1', { width: 400, height: 300 })
    a.session.view.notePointer({ x: 5, y: 6 })
    expect(b.session.sizes.of('n1')).not.toEqual({ width: 400, height: 300 })
    expect(b.session.view.pointerOrMiddle()).not.toEqual({ x: 5, y: 6 })
  })

  it('are given to their own engines, and run apart', async () => {
    expect(a.host.of('open').map(({ document }) => document)).toEqual([a.session.editor.getState().document])
    expect(b.host.of('open').map(({ document }) => document)).toEqual([b.session.editor.getState().document])
    const before = still(b)
    await a.session.engine.train()
    expect(a.host.of('train')).toHaveLength(1)
    const progress = { state: 'running', step: 3, steps: 9, epoch: 1, epochs: 1, stepsPerEpoch: 9 } as const
    a.host.tell({ kind: 'progress', ...progress })
    const point = { step: 3, epoch: 1, loss: 0.5, accuracy: null, lr: 0.1, milliseconds: 1, metrics: {} }
    a.host.tell({ kind: 'metrics', points: [point] })
    expect(a.session.run.getState().progress).toEqual(progress)
    expect(a.session.run.series.points).toEqual([point])
    expect(b.session.run.series.points).toEqual([])
    expect(still(b)).toEqual(before)
    a.host.status({ state: 'restarting', message: 'killed' })
    expect(b.session.run.getState().engine).toMatchObject({ state: 'ready', pid: 2 })
  })

  it('see only what flows on their own wires', async () => {
    const target = { kind: 'edge', path: [], edge: 'e0' } as const
    for (const { session } of [a, b])
      session.engine.probes.want('test', [
        { target: { ...target, path: [] }, direction: 'forward', purpose: 'wire', view: { kind: 'numbers' } },
      ])
    await settle()
    const probe = a.host.of('probes').at(-1)!.probes[0]!
    a.host.frame(
      encodeFrame({
        probe: probe.id,
        step: 3,
        direction: 'forward',
        shape: [2],
        statistics: { min: 0, max: 1, mean: 0.5, std: 0.5, norm: 1, zeros: 0.5, nan: 0, inf: 0 },
        histogram: { low: 0, high: 1, counts: new Uint32Array(HISTOGRAM_BINS) },
        picture: null,
      }),
    )
    await settle()
    expect(a.session.flow.size).toBe(1)
    expect(a.host.of('ack')).toHaveLength(1)
    expect(b.session.flow.size).toBe(0)
    expect(b.host.of('ack')).toHaveLength(0)
  })

  it('are shown by the components inside their provider', () => {
    const { document } = a.session.editor.getState()
    const position = { x: 0, y: 0 }
    perform(a.session, { kind: 'add-node', module: document.main, type: 'ReLU', position })
    const shown = [a, b].map(({ session }) =>
      renderToString(
        <SessionProvider session={session}>
          <Shown />
        </SessionProvider>,
      ),
    )
    const count = ({ session }: Opened) => {
      const { modules, main } = session.editor.getState().document
      return modules[main]!.nodes.length
    }
    expect(shown).toEqual([`<p>d1 ${count(a)} true ready 0 0</p>`, `<p>d2 ${count(b)} false ready 0 0</p>`])
  })

  it('are opened with the host, and one is closed without the other', async () => {
    expect(page.called).toEqual(['openDocument', 'openDocument'])
    a.session.close()
    expect(page.called.at(-1)).toBe('closeDocument')
    const asked = a.host.commands.length
    const { document } = a.session.editor.getState()
    for (const { session } of [a, b]) {
      const { main } = session.editor.getState().document
      perform(session, { kind: 'add-node', module: main, type: 'ReLU', position: { x: 0, y: 0 } })
      session.editor.getState().undo()
    }
    expect(a.session.editor.getState().document).toEqual(document)
    b.host.status({ ...READY, pid: 9 })
    await settle()
    expect(a.host.commands).toHaveLength(asked)
    expect(b.session.run.getState().engine).toMatchObject({ pid: 9 })
  })
})

it('a component without a document says what it lacks', () => {
  expect(() => renderToString(<Shown />)).toThrow('needs a SessionProvider around it')
})
