/** One open document: its stores, its run, its engine and its draft, gathered in one object. */
import type { HostConnection } from '../../main/contract'
import { createEditingSession } from '../editing/editing-session'
import { engineSync } from '../engine-link/engine-sync'
import { createRunSession } from '../engine-link/run-session'
import type { RunSession } from '../engine-link/run-session'
import { documentHost } from '../host/document-host'
import { DraftKeeper } from './draft-keeper'
import { OpenDocumentKeeper } from './open-document'
import { SeenFiles } from './seen-files'

/**
 * Components have it from {@link SessionProvider}; all other code is given it as its first argument. Nothing of a
 * document lies in a module, so two of them in one window touch nothing of each other.
 */
export interface DocumentSession extends RunSession {
  /** Names the document between page, host and engine. */
  readonly id: string
  readonly draft: DraftKeeper
  /** For a page that is loaded again. */
  readonly open: OpenDocumentKeeper
  /** Its files as they were read or written last. */
  readonly seen: SeenFiles
  /** Ends its engine, and keeps its draft no longer. */
  readonly close: () => void
}

/** Opens an empty document, and keeps an engine of its own together with it from now on. */
export function createDocumentSession(connection: HostConnection, id: string): DocumentSession {
  const running = createRunSession(createEditingSession(), documentHost(connection, id))
  const seen = new SeenFiles()
  const draft = new DraftKeeper(running, seen)
  const open = new OpenDocumentKeeper(id, running.editor)
  const stopSync = engineSync(running)
  const close = () => {
    draft.stop()
    open.stop()
    stopSync()
    running.host.close()
  }
  return { ...running, id, draft, open, seen, close }
}
