/** Which document a window has open, kept by the browser for this window: its page, loaded again, shows that one. */
import { documentText } from '../editing/document-text'
import type { EditorStore } from '../editing/editor-store'
import { windowStorage } from '../window/window-storage'

/** As it was when it was opened, or saved last; edits since then are in its draft. */
export interface OpenDocument {
  loadName: string
  path: string | null
  name: string
  /** Of one that has no file; null where that is too long to be kept. */
  text: string | null
  /** No file has had it. */
  unsaved: boolean
  /** Weights that were imported with it are still to be given to its engine. */
  awaitsWeights: boolean
}

export class OpenDocumentKeeper {
  private readonly key: string
  private stopListening: (() => void) | null = null

  constructor(
    documentId: string,
    private readonly editor: EditorStore,
  ) {
    this.key = `gradwire.open.${documentId}`
  }

  /** What the window had when its page was last there. */
  last(): OpenDocument | null {
    const kept = windowStorage()?.getItem(this.key) ?? null
    return kept === null ? null : (JSON.parse(kept) as OpenDocument)
  }

  /** From now until {@link stop} it is kept. */
  start(): void {
    this.keep()
    this.stopListening = this.editor.subscribe((now, before) => {
      if (now.loads !== before.loads || now.file !== before.file) this.keep()
    })
  }

  stop(): void {
    this.stopListening?.()
    this.stopListening = null
  }

  /** Whether the engine has not said yet that it has the weights which were imported with the document. */
  awaitWeights(awaitsWeights: boolean): void {
    const open = this.last()
    if (open !== null) this.put({ ...open, awaitsWeights })
  }

  private keep(): void {
    const { document, file, dirty, loadName } = this.editor.getState()
    const before = this.last()
    const awaitsWeights = before?.loadName === loadName && before.awaitsWeights
    const { path, name, weights } = file
    const text = path === null ? documentText(document, weights) : null
    const kept = { loadName, path, name, text, unsaved: dirty, awaitsWeights }
    if (!this.put(kept)) this.put({ ...kept, text: null })
  }

  /** → false where there is no room for it */
  private put(kept: OpenDocument): boolean {
    try {
      windowStorage()?.setItem(this.key, JSON.stringify(kept))
      return true
    } catch {
      return false
    }
  }
}
