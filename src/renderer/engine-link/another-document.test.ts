/** A document that takes another's place: nothing of the net before stays, whatever happens before the engine has built it. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type GraphDocument, documentSchema } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { createEditingSession } from '../editing/editing-session'
import type { EditorState } from '../editing/editor-store'
import { documentHost } from '../host/document-host'
import { engineSync } from './engine-sync'
import { READY, RecordingHost } from './recording-host.fixture'
import { createRunSession } from './run-session'
import type { RunSession } from './run-session'
import { addLog } from './run-store'

const sample = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const document: GraphDocument = documentSchema.parse(JSON.parse(readFileSync(sample, 'utf8')))
const linear = document.modules[document.main]!.nodes.find(({ type }) => type === 'Linear')!

/** Lets waiting edits and answers through. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000)
}

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

it('begins afresh when the engine died of it, and shows nothing of the one before', async () => {
  host.refusal = new Error('The engine process ended.')
  edit.load(inferDocument(structuredClone(document)), { path: null, name: 'again.json' })
  await settle()
  host.status({ state: 'restarting', message: 'killed' })
  host.refusal = null
  const seen: unknown[] = []
  session.run.subscribe(({ opened }) => seen.push(opened))
  // The new engine has the session of the document before.
  host.snapshot = { ...host.snapshot, opened: { ...host.opened, print: 'before' } }
  host.status({ ...READY, pid: 8 })
  await settle()
  expect(host.of('open').map(({ fresh }) => fresh)).toEqual([false, true, true])
  expect(new Set(seen)).toEqual(new Set([null, host.opened]))
})

it('has a console of its own: what was said of the one before is gone, and so are its errors', async () => {
  addLog(session.run, 'error', 'The loss is not finite.')
  edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'slow' })
  await settle()
  // An edit is the same document.
  expect(session.run.getState().logs.map(({ message }) => message)).toContain('The loss is not finite.')
  edit.load(inferDocument(structuredClone(document)), { path: null, name: 'again.json' })
  await settle()
  expect(session.run.getState().logs.filter(({ level }) => level === 'error')).toEqual([])
})

it('begins afresh also by an edit of it, before it is built or after it was refused', async () => {
  let built = () => {}
  host.building = new Promise((resolve) => (built = resolve))
  edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'slow' })
  await settle()
  edit.load(inferDocument(structuredClone(document)), { path: null, name: 'again.json' })
  await settle()
  host.refusal = new Error('refused')
  edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'first' })
  await settle()
  built()
  await settle()
  host.refusal = null
  edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'second' })
  await settle()
  edit.dispatch({ kind: 'rename', module: document.main, node: linear.id, name: 'third' })
  await settle()
  const opens = host.of('open').map(({ document: sent, fresh }) => [JSON.stringify(sent), fresh])
  expect(opens.slice(-3)).toEqual([
    [expect.stringContaining('"first"'), true],
    [expect.stringContaining('"second"'), true],
    [expect.stringContaining('"third"'), false],
  ])
})
