import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseDocument } from '../../graph/file/parse'
import { createEditingSession } from '../editing/editing-session'
import { documentHost } from '../host/document-host'
import { RecordingHost } from './recording-host.fixture'
import { createRunSession } from './run-session'
import type { RunSession } from './run-session'

let host: RecordingHost
let session: RunSession
const edit = () => session.editor.getState()
const kinds = () => host.commands.map(({ kind }) => kind)

/** Lets what was asked be answered. */
const answered = () => vi.waitFor(() => expect(kinds().at(-1)).toBe('configure'))

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  host = new RecordingHost()
  session = createRunSession(createEditingSession(), documentHost(host.page.connection, host.documentId))
  const text = readFileSync('resources/samples/linear-regression.json', 'utf8')
  edit().load(parseDocument(text).inference!, { path: null, name: 'linear.json' })
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
