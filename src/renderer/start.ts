/** What happens once when the page opens. */
import { runAction } from './actions/index'
import { isTyping, listenForShortcuts } from './actions/shortcuts'
import { load, mayReplace, openPath } from './files/file-flow'
import { type KeptWork, keepDrafts, takeLast } from './files/drafts'
import { listenForDrops } from './files/window-drop'
import { connectHost } from './host/connect'
import { problemOf } from './host/host-call-error'
import { engineSync } from './engine-link/engine-sync'
import type { Draft, HostConnection, HostInfo } from '../main/contract'
import { useEditorStore } from './editing/editor-store'
import { adoptHost } from './host/host'
import { ask } from './window/modal-store'
import { t } from './texts/index'
import { showToast } from './ui/toast'

const FIRST_SAMPLE = 'mnist-cnn'

/** Connects to the host and opens what should be open: a kept draft, the file asked for, else the first sample. */
export async function start(): Promise<void> {
  listenForShortcuts()
  listenForDrops()
  showTitle()
  warnBeforeLeaving()
  const connection = connectHost()
  try {
    // Before anything is awaited: the host tells the engine's status as soon as it is reached.
    engineSync(connection)
    const info = await adoptHost(connection)
    connection.onEvent((event) => {
      if (event.kind === 'menu') runMenu(event.action)
      if (event.kind === 'openFile') void said(openPath(event.path))
    })
    await said(openFirst(connection, info))
  } catch (error) {
    sayProblem(error)
  }
  keepDrafts()
}

async function openFirst(connection: HostConnection, info: HostInfo): Promise<void> {
  // After a reload, the window finds its own unsaved work again.
  const draft = await connection.call('takeDraft', { id: info.session })
  for (const own of [takeLast(), draft]) if (own !== null && loadDraft(own)) return
  if (info.file !== null) await openPath(info.file)
  else load({ ...(await connection.call('readSample', { id: FIRST_SAMPLE })), path: null })
  await offerDrafts(connection)
}

/** Work that a closed window has left is offered without standing in the way. */
async function offerDrafts(connection: HostConnection): Promise<void> {
  const drafts = await connection.call('listDrafts', {})
  const [newest] = drafts
  if (newest === undefined) return
  showToast({
    tone: 'info',
    keep: true,
    title: t('drafts.found', { count: drafts.length, name: newest.name }),
    text: t('drafts.text', { count: drafts.length }),
    action: { label: t('drafts.show'), perform: () => void said(chooseDraft(connection)) },
  })
}

async function chooseDraft(connection: HostConnection): Promise<void> {
  const drafts = await connection.call('listDrafts', {})
  if (drafts.length === 0) return
  const chosen = await ask<Draft | null>((answer) => ({ kind: 'drafts', drafts, answer }))
  if (chosen === null || !(await mayReplace())) return
  const taken = await connection.call('takeDraft', { id: chosen.id })
  if (taken !== null) loadDraft(taken)
}

function loadDraft(draft: KeptWork): boolean {
  const loaded = load({ path: draft.path, name: draft.name, text: draft.text }, true)
  if (loaded) showToast({ tone: 'info', title: t('file.restored', { name: draft.name }) })
  return loaded
}

/** In a text field the Edit menu means the text. */
function runMenu(action: string): void {
  const command = /^edit\.(cut|copy|paste|undo|redo|selectAll)$/.exec(action)?.[1]
  // The system's own editing commands have no other way in.
  if (command !== undefined && isTyping(document.activeElement)) document.execCommand(command)
  else runAction(action)
}

function showTitle(): void {
  const show = () => {
    const { file, dirty } = useEditorStore.getState()
    document.title = `${dirty ? '• ' : ''}${file.name} – Gradwire`
  }
  useEditorStore.subscribe(show)
  show()
}

function warnBeforeLeaving(): void {
  window.addEventListener('beforeunload', (event) => {
    if (useEditorStore.getState().dirty) event.preventDefault()
  })
}

async function said(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    sayProblem(error)
  }
}

function sayProblem(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
