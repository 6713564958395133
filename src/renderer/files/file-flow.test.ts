import { expect, it, vi } from 'vitest'
import { emptyDocument } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { RecordingPage } from '../engine-link/recording-host.fixture'
import { createDocumentSession } from '../session/document-session'
import { mayReplace, saveDocument } from './file-flow'

it('asks of no document that is just being saved whether it may go', async () => {
  vi.stubGlobal('sessionStorage', { removeItem: () => undefined })
  const page = new RecordingPage()
  const session = createDocumentSession(page.connection, 'net')
  session.editor
    .getState()
    .load(inferDocument(emptyDocument()), { path: '/home/net.json', name: 'net.json' }, true)
  const written: string[] = []
  let finish = (): void => undefined
  vi.spyOn(page.connection, 'call').mockImplementation(((method: string, { path }: { path: string }) => {
    if (method !== 'writeFile') return Promise.resolve(null)
    written.push(path)
    return new Promise((done) => (finish = () => done({ path, name: 'net.json' })))
  }) as never)
  const saved = saveDocument(session)
  const may = mayReplace(session)
  await vi.waitFor(() => expect(written).toEqual(['/home/net.json']))
  finish()
  expect(await saved).toBe(true)
  expect(await may).toBe(true)
})
