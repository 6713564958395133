/** Keeps what is not saved yet of one document: with the host, and when the page goes, in the browser's own store. */
import type { Draft } from '../../main/contract'
import { documentText, linesAtRest } from '../editing/document-text'
import type { RunSession } from '../engine-link/run-session'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { SeenFiles } from './seen-files'

/** A document with its file. */
export type KeptWork = Pick<Draft, 'text' | 'path' | 'name' | 'seen' | 'loadName'>

/** A draft is written when editing has paused for so long, and at the latest so long after the first edit that is in none, in milliseconds. */
const QUIET = 800
const LATEST = 1500
/** How long after one that could not be written. */
const AGAIN = 5000

export class DraftKeeper {
  private readonly session: RunSession
  private readonly seen: SeenFiles
  /** What the page has when it goes, which may not get through to the host. */
  private readonly lastKey: string
  private timer: ReturnType<typeof setTimeout> | undefined
  /** When the next one is due at the latest. */
  private due: number | null = null
  private writing = false
  /** One came due while the one before was still being written. */
  private missed = false
  private failed = false
  private stopListening: (() => void) | null = null

  constructor(session: RunSession, seen: SeenFiles) {
    this.session = session
    this.seen = seen
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
        if (now.dirty) this.later(QUIET)
        else this.drop()
      }),
      run.subscribe((now, before) => {
        if (now.connected && !before.connected) this.later(0)
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
    this.stopListening?.()
    this.stopListening = null
  }

  /** Forgets the draft of a document that is saved or given up. */
  drop(): void {
    clearTimeout(this.timer)
    this.due = null
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

  /** A draft in `wait` milliseconds without another edit. */
  private later(wait: number): void {
    const now = performance.now()
    this.due ??= now + LATEST
    this.writeIn(Math.min(wait, this.due - now))
  }

  private writeIn(wait: number): void {
    clearTimeout(this.timer)
    if (this.stopListening !== null) this.timer = setTimeout(() => void this.writeAtRest(), wait)
  }

  /** In between what the page does; a slow disk is not given the next one before it has taken this. */
  private async writeAtRest(): Promise<void> {
    this.due = null
    if (this.writing) {
      this.missed = true
      return
    }
    this.writing = true
    await linesAtRest(this.session.editor.getState().document)
    await this.write()
    this.writing = false
    if (!this.missed) return
    this.missed = false
    this.writeIn(0)
  }

  private async write(): Promise<void> {
    const kept = this.unsaved()
    if (kept === null || !this.session.run.getState().connected) return
    try {
      await this.session.host.call('writeDraft', kept)
      sessionStorage.removeItem(this.lastKey)
      this.failed = false
    } catch {
      // Once is enough: it is tried again.
      if (!this.failed)
        showToast({ tone: 'warning', title: t('file.draftFailed'), text: t('file.draftFailedText') })
      this.failed = true
      this.writeIn(AGAIN)
    }
  }

  private unsaved(): KeptWork | null {
    const { document: graph, file, dirty, loadName } = this.session.editor.getState()
    if (!dirty) return null
    const { path, name, weights } = file
    const seen = path === null ? undefined : this.seen.of(path)
    return { text: documentText(graph, weights), path, name, loadName, ...(seen && { seen }) }
  }
}

const LEAVING = ['beforeunload', 'pagehide'] as const
