/** Keeps what is not saved yet with the host, and offers what an earlier window has left. */
import { serialiseDocument } from '../../graph/serialise'
import { useEditorStore } from '../state/editor-store'
import { host, useHostStore } from '../state/host'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** A draft is written when editing has paused for so long, in milliseconds. */
const QUIET = 800

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
  // A page that is reloaded, closed or put aside has no time to wait; a host that comes back has missed some. What is sent as
  // late as at `pagehide` may not get through any more.
  window.addEventListener('beforeunload', () => void writeDraft())
  window.addEventListener('pagehide', () => void writeDraft())
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
  if (!useHostStore.getState().connected) return
  host()
    .call('clearDraft', {})
    .catch(() => undefined)
}

async function writeDraft(): Promise<void> {
  clearTimeout(timer)
  const { document: graph, file, dirty } = useEditorStore.getState()
  if (!dirty || !useHostStore.getState().connected) return
  try {
    await host().call('writeDraft', { text: serialiseDocument(graph), path: file.path, name: file.name })
    failed = false
  } catch {
    // Once is enough: it is tried again after every edit.
    if (!failed) showToast({ tone: 'warning', title: t('file.draftFailed'), text: t('file.draftFailedText') })
    failed = true
  }
}
