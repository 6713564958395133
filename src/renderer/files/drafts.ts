/** Keeps what is not saved yet with the host, and offers what an earlier window has left. */
import type { Draft } from '../../main/contract'
import { serialiseDocument } from '../../graph/file/serialise'
import { useEditorStore } from '../editing/editor-store'
import { host, useHostStore } from '../host/host'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** A document with its file. */
export type KeptWork = Pick<Draft, 'text' | 'path' | 'name'>

/** A draft is written when editing has paused for so long, in milliseconds. */
const QUIET = 800

/** In the browser's own store for this window: what the page has when it goes, which may not get through to the host. */
const LAST = 'gradwire.last'

let timer: ReturnType<typeof setTimeout> | undefined
let failed = false

/** Writes a draft after every change that is not saved. */
export function keepDrafts(): void {
  useEditorStore.subscribe((now, before) => {
    if (now.document === before.document && now.dirty === before.dirty) return
    clearTimeout(timer)
    if (now.dirty) timer = setTimeout(() => void writeDraft(), QUIET)
    else dropDraft()
  })
  // A page that is reloaded, closed or put aside has no time to wait; a host that comes back has missed some.
  for (const event of ['beforeunload', 'pagehide'])
    window.addEventListener(event, () => {
      keepLast()
      void writeDraft()
    })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void writeDraft()
  })
  useHostStore.subscribe((now, before) => {
    if (now.connected && !before.connected) void writeDraft()
  })
}

/** Forgets the draft of a document that is saved or given up. */
export function dropDraft(): void {
  clearTimeout(timer)
  sessionStorage.removeItem(LAST)
  if (!useHostStore.getState().connected) return
  host()
    .call('clearDraft', {})
    .catch(() => undefined)
}

/** What this window had when its page was last left, if that was newer than what the host has. */
export function takeLast(): KeptWork | null {
  const kept = sessionStorage.getItem(LAST)
  sessionStorage.removeItem(LAST)
  return kept === null ? null : (JSON.parse(kept) as KeptWork)
}

function keepLast(): void {
  const { document: graph, file, dirty } = useEditorStore.getState()
  if (!dirty) return
  const kept: KeptWork = { text: serialiseDocument(graph), path: file.path, name: file.name }
  try {
    sessionStorage.setItem(LAST, JSON.stringify(kept))
  } catch {
    // There is no room for it; the host's draft is there.
  }
}

async function writeDraft(): Promise<void> {
  clearTimeout(timer)
  const { document: graph, file, dirty } = useEditorStore.getState()
  if (!dirty || !useHostStore.getState().connected) return
  try {
    await host().call('writeDraft', { text: serialiseDocument(graph), path: file.path, name: file.name })
    sessionStorage.removeItem(LAST)
    failed = false
  } catch {
    // Once is enough: it is tried again after every edit.
    if (!failed) showToast({ tone: 'warning', title: t('file.draftFailed'), text: t('file.draftFailedText') })
    failed = true
  }
}
