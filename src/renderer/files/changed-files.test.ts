import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyDocument } from '../../graph/document/document'
import { serialiseDocument } from '../../graph/file/serialise'
import type { FileStamp, FileState, HostInfo } from '../../main/contract'
import { RecordingPage } from '../engine-link/recording-host.fixture'
import { HostCallError } from '../host/host-call-error'
import { useHostStore } from '../host/host'
import { createDocumentSession } from '../session/document-session'
import type { DocumentSession } from '../session/document-session'
import { showToast } from '../ui/toast'
import { useModalStore } from '../window/modal-store'
import { load, saveDocument } from './file-flow'
import { lookAtFiles } from './watch-files'

vi.mock('../ui/toast', () => ({ showToast: vi.fn() }))

const PATH = '/home/line.json'
const MINE = readFileSync(
  new URL('../../../resources/samples/linear-regression.json', import.meta.url),
  'utf8',
)
const THEIRS = serialiseDocument(emptyDocument())

const stampOf = (hash: string): FileStamp => ({ size: 1, modified: 1, hash })

let session: DocumentSession
let disk: string
let state: FileState
let written: string[]
let opened: string[]
let page: RecordingPage

/** A host with one file, whose stamp is its text. */
function answer(method: string, params: { path: string; text: string; seen?: FileStamp }): unknown {
  if (method === 'lookAtFile') return state
  if (method === 'readFile') return { path: PATH, name: 'line.json', text: disk, stamp: stampOf(disk) }
  if (method === 'openWindow') opened.push(params.path)
  if (method !== 'writeFile') return null
  if (params.seen && params.seen.hash !== disk)
    throw new HostCallError({ message: 'changed', code: 'changed' })
  disk = params.text
  written.push(params.path)
  return { path: params.path, name: 'line.json', stamp: stampOf(disk) }
}

beforeEach(async () => {
  vi.stubGlobal('sessionStorage', { removeItem: () => undefined })
  vi.stubGlobal('localStorage', { setItem: () => undefined, getItem: () => null })
  vi.mocked(showToast).mockClear()
  opened = []
  page = new RecordingPage()
  session = createDocumentSession(page.connection, 'net')
  vi.spyOn(page.connection, 'call').mockImplementation((async (method: string, params: never) =>
    answer(method, params)) as never)
  disk = MINE
  state = 'same'
  written = []
  await load(session, { path: PATH, name: 'line.json', text: MINE, stamp: stampOf(MINE) })
  session.run.setState({ connected: true })
})
afterEach(() => vi.unstubAllGlobals())

/** Saves, and answers when it is asked. → what it was shown */
async function savedWith(kept: 'mine' | 'theirs' | 'both' | null): Promise<readonly string[] | null> {
  const saving = saveDocument(session)
  const modal = await vi.waitFor(() => {
    const [asked] = useModalStore.getState().modals
    if (asked?.kind !== 'changed') throw new Error('Nothing is asked yet.')
    return asked
  })
  modal.answer(kept)
  if (kept !== 'both') await saving
  return modal.differences
}

describe('a file that another program has changed', () => {
  beforeEach(() => (disk = THEIRS))

  it('is not written over before one has seen what is different', async () => {
    expect(await savedWith(null)).toEqual(expect.arrayContaining([expect.stringMatching(/^\+ .*Linear/)]))
    expect(disk).toBe(THEIRS)
    await savedWith('mine')
    expect(disk).not.toBe(THEIRS)
    expect(await saveDocument(session)).toBe(true)
    expect(written).toEqual([PATH, PATH])
  })

  it('is opened in the place of mine', async () => {
    await savedWith('theirs')
    expect(session.editor.getState()).toMatchObject({ dirty: false, file: { path: PATH } })
    expect(session.editor.getState().document.modules[emptyDocument().main]!.nodes).toHaveLength(
      emptyDocument().modules[emptyDocument().main]!.nodes.length,
    )
    expect(written).toEqual([])
  })

  it('stays beside mine, which gets another name, and opens in another window', async () => {
    useHostStore.setState({ connection: page.connection, info: { kind: 'electron', dialogs: 'page' } as HostInfo }) // prettier-ignore
    await savedWith('both')
    const asked = await vi.waitFor(() => {
      const [modal] = useModalStore.getState().modals
      if (modal?.kind !== 'file') throw new Error('No name is asked for yet.')
      return modal
    })
    expect(asked.suggestedName).toBe('line-2.json')
    asked.answer('/home/line-2.json')
    await vi.waitFor(() => expect(opened).toEqual([PATH]))
    expect(written).toEqual(['/home/line-2.json'])
    useHostStore.setState({ connection: null, info: null })
  })

  it('is told of once when the window comes to the front, and one that is gone too', async () => {
    for (const found of ['same', 'changed', 'changed', 'missing', 'missing'] as const) {
      state = found
      await lookAtFiles(session)
    }
    expect(vi.mocked(showToast).mock.calls.map(([{ title }]) => title)).toEqual([
      'Another program has changed line.json',
      'line.json is no longer there',
    ])
  })
})
