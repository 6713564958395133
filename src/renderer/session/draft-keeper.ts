/** Keeps what is not saved yet of one document: with the host, and when the page goes, in the browser's own store. */
import type { Draft } from '../../main/contract'
import { documentText } from '../editing/document-text'
import type { RunSession } from '../engine-link/run-session'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** A document with its file. */
export type KeptWork = Pick<Draft, 'text' | 'path' | 'name'>

/** A draft is written when editing has paused for so long, in milliseconds. */
const QUIET = 800

export class DraftKeeper {
  private readonly session: RunSession
  /** What the page has when it goes, which may not get through to the host. */
  private readonly lastKey: string
  private timer: ReturnType<typeof setTimeout> | undefined
  private failed = false
  private stopListening = () => undefined as void

  constructor(session: RunSession) {
    this.session = session
    this.lastKey = `gradwire.last.${session.host.documentId}`
  }

  /** Writes a draft after every change that is not saved, from now until {@link stop}. */
  start(): void {
    const { editor, run } = this.session
    // A page that is reloaded, closed or put aside has no time to wait; a host that comes back has missed some.
    const leave = () => {
      this.keepLast()
      void this.write()
    }
    const hide = () => {
      if (document.hidden) void this.write()
    }
    for (const event of LEAVING) window.addEventListener(event, leave)
    document.addEventListener('visibilitychange', hide)
    const stops = [
      editor.subscribe((now, before) => {
        if (now.document === before.document && now.dirty === before.dirty) return
        clearTimeout(this.timer)
        if (now.dirty) this.timer = setTimeout(() => void this.write(), QUIET)
        else this.drop()
      }),
      run.subscribe((now, before) => {
        if (now.connected && !before.connected) void this.write()
      }),
    ]
    this.stopListening = () => {
      for (const event of LEAVING) window.removeEventListener(event, leave)
      document.removeEventListener('visibilitychange', hide)
      for (const stop of stops) stop()
    }
  }

  stop(): void {
    clearTimeout(this.timer)
    this.stopListening()
  }

  /** Forgets the draft of a document that is saved or given up. */
  drop(): void {
    clearTimeout(this.timer)
    sessionStorage.removeItem(this.lastKey)
    if (!this.session.run.getState().connected) return
    this.session.host.call('clearDraft', {}).catch(() => undefined)
  }

  /** What this window had when its page was last left, if that was newer than what the host has. */
  takeLast(): KeptWork | null {
    const kept = sessionStorage.getItem(this.lastKey)
    sessionStorage.removeItem(this.lastKey)
    return kept === null ? null : (JSON.parse(kept) as KeptWork)
  }

  private keepLast(): void {
    const kept = this.unsaved()
    if (kept === null) return
    try {
      sessionStorage.setItem(this.lastKey, JSON.stringify(kept))
    } catch {
      // There is no room for it; the host's draft is there.
    }
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer)
    const kept = this.unsaved()
    if (kept === null || !this.session.run.getState().connected) return
    try {
      await this.session.host.call('writeDraft', kept)
      sessionStorage.removeItem(this.lastKey)
      this.failed = false
    } catch {
      // Once is enough: it is tried again after every edit.
      if (!this.failed)
        showToast({ tone: 'warning', title: t('file.draftFailed'), text: t('file.draftFailedText') })
      this.failed = true
    }
  }

  private unsaved(): KeptWork | null {
    const { document: graph, file, dirty } = this.session.editor.getState()
    return dirty ? { text: documentText(graph, file.weights), path: file.path, name: file.name } : null
  }
}

const LEAVING = ['beforeunload', 'pagehide'] as const
