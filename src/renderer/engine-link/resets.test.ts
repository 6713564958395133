import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseDocument } from '../../graph/file/parse'
import { createEditingSession } from '../editing/editing-session'
import { documentHost } from '../host/document-host'
import { showToast } from '../ui/toast'
import { RecordingHost } from './recording-host.fixture'
import { createRunSession } from './run-session'
import type { RunSession } from './run-session'

const untell = vi.fn()
vi.mock('../ui/toast', () => ({ showToast: vi.fn(() => untell) }))

let host: RecordingHost
let session: RunSession
const edit = () => session.editor.getState()
const kinds = () => host.commands.map(({ kind }) => kind)

function open(sample: string): void {
  const text = readFileSync(`resources/samples/${sample}.json`, 'utf8')
  edit().load(parseDocument(text).inference!, { path: null, name: `${sample}.json` })
}

/** Lets what was asked be answered. */
const answered = () => vi.waitFor(() => expect(kinds().at(-1)).toBe('configure'))

beforeEach(async () => {
  untell.mockClear()
  vi.stubGlobal('requestAnimationFrame', () => 0)
  host = new RecordingHost()
  session = createRunSession(createEditingSession(), documentHost(host.page.connection, host.documentId))
  open('linear-regression')
  // The engine is started by a command of its own.
  await vi.waitFor(() => expect(kinds()).toEqual(['snapshot']))
  host.commands.length = 0
})
afterEach(() => vi.unstubAllGlobals())

it('keeps what Reset takes away, and brings it back by Undo and away again by Redo', async () => {
  await session.resets.reset()
  expect(kinds()).toEqual(['checkpoint', 'reset', 'configure'])
  expect(edit().history.past.at(-1)?.label).toBe('Reset weights')
  host.commands.length = 0
  edit().undo()
  await answered()
  expect(kinds()).toEqual(['checkpoint', 'restore', 'snapshot', 'configure'])
  expect(host.of('restore')[0]?.file).toBe('checkpoint-1')
  host.commands.length = 0
  edit().redo()
  await answered()
  expect(host.of('restore')[0]?.file).toBe('checkpoint-2')
})

it('passes over resets of which the host keeps nothing any more', async () => {
  for (let count = 0; count < 5; count++) await session.resets.reset()
  for (let count = 0; count < 3; count++) expect(edit().undo()).toEqual([])
  expect(edit().undo()).toEqual(['Reset weights', 'Reset weights'])
})

it('takes back the offer to put weights back where another document is opened, and puts none of them into that', async () => {
  session.run.setState(({ progress }) => ({ progress: { ...progress, step: 5 } }))
  await session.resets.reset()
  const { action } = vi.mocked(showToast).mock.lastCall![0]
  open('mnist-cnn')
  expect(untell).toHaveBeenCalledOnce()
  host.commands.length = 0
  action!.perform()
  await vi.waitFor(() => expect(edit().history.past).toEqual([]))
  expect(kinds()).toEqual([])
})

it('does not offer it where another document was opened meanwhile', async () => {
  session.run.setState(({ progress }) => ({ progress: { ...progress, step: 5 } }))
  vi.mocked(showToast).mockClear()
  const done = session.resets.reset()
  open('mnist-cnn')
  await done
  expect(showToast).not.toHaveBeenCalled()
})

it('takes the offer of the reset before back at once, so that nobody puts back what was before that', async () => {
  session.run.setState(({ progress }) => ({ progress: { ...progress, step: 5 } }))
  await session.resets.reset()
  const again = session.resets.reset()
  expect(untell).toHaveBeenCalledOnce()
  await again
})

it('offers it where the run was stopped, too, whose progress is none', async () => {
  session.run.series.add([
    { step: 5, epoch: 1, loss: 2, accuracy: null, lr: 0.1, milliseconds: 1, metrics: {} },
  ])
  vi.mocked(showToast).mockClear()
  await session.resets.reset()
  expect(showToast).toHaveBeenCalledOnce()
})
