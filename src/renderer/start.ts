/** What happens once when the page opens. */
import { keepNativeMenu } from './actions/native-menu'
import { listenForShortcuts, runFromMenu } from './actions/shortcuts'
import { feedFile } from './feed/feed-file'
import { takeGivenFile } from './files/another-window'
import { load, mayReplace, openPath } from './files/file-flow'
import { tellWeightsMissed } from './files/waiting-weights'
import { watchFiles } from './files/watch-files'
import { listenForDrops } from './files/window-drop'
import { problemOf } from './host/host-call-error'
import type { DraftInfo, HostConnection, HostInfo, HostProblem } from '../main/contract'
import type { DocumentSession } from './session/document-session'
import type { KeptWork } from './session/draft-keeper'
import type { OpenDocument } from './session/open-document'
import { adoptHost } from './host/host'
import { ask } from './window/modal-store'
import { t } from './texts/index'
import { showToast } from './ui/toast'

const FIRST_SAMPLE = 'mnist-cnn'

/** Meets the host and opens what should be open: a kept draft, the file asked for, else the first sample. */
export async function start(connection: HostConnection, session: DocumentSession): Promise<void> {
  listenForShortcuts(session)
  beginEntriesAtFocus(session)
  listenForDrops(session, feedFile)
  showTitle(session)
  watchFiles(session)
  warnBeforeLeaving(session)
  try {
    const info = await adoptHost(connection)
    connection.onEvent((event) => {
      if (event.kind === 'menu') runFromMenu(session, event.action, event.byKey)
      if (event.kind === 'trouble') tellProblem(event.problem)
      if (event.kind === 'openFile') void said(openPath(session, event.path))
    })
    if (info.kind === 'electron') keepNativeMenu(connection, session)
    await said(openFirst(session, info))
  } catch (error) {
    sayProblem(error)
  }
  session.draft.start()
  session.open.start()
}

async function openFirst(session: DocumentSession, info: HostInfo): Promise<void> {
  if (await openAgain(session)) return
  const file = takeGivenFile() ?? info.file
  if (file !== null) await openPath(session, file)
  else
    await load(session, {
      ...(await session.host.connection.call('readSample', { id: FIRST_SAMPLE })),
      path: null,
    })
  await offerDrafts(session)
}

/** After a reload the window finds its document again: its unsaved work, and where there is none, what it had open. → whether there was one */
async function openAgain(session: DocumentSession): Promise<boolean> {
  const draft = await session.host.call('takeDraft', {})
  const open = session.open.last()
  const works = [session.draft.takeLast(), draft].filter((work) => work !== null)
  // That of a document before it may still be there: its page ended before it could take it away.
  const of = works.filter(({ loadName }) => !open || !loadName || loadName === open.loadName)
  const restored = async (candidates: readonly KeptWork[]): Promise<boolean> => {
    for (const work of candidates) if (await loadDraft(session, work, work.loadName)) return true
    return false
  }
  const found =
    (await restored(of)) || (open !== null && (await openKept(session, open))) || (await restored(works))
  const { loadName } = session.editor.getState()
  if (found && open?.awaitsWeights === true && open.loadName === loadName) tellWeightsMissed(session)
  return found
}

/** → false where its file is gone, or was too large to be kept here */
async function openKept(session: DocumentSession, open: OpenDocument): Promise<boolean> {
  const { path, name, text, unsaved, loadName } = open
  const file =
    path === null
      ? text !== null && { path, name, text }
      : await session.host.connection.call('readFile', { path }).catch(() => false as const)
  return file !== false && (await load(session, file, unsaved, loadName))
}

/** Work that a closed window has left is offered without standing in the way. */
async function offerDrafts(session: DocumentSession): Promise<void> {
  const drafts = await session.host.connection.call('listDrafts', {})
  const [newest] = drafts
  if (newest === undefined) return
  showToast({
    tone: 'info',
    keep: true,
    title: t('drafts.found', { count: drafts.length, name: newest.name }),
    text: t('drafts.text', { count: drafts.length }),
    action: { label: t('drafts.show'), perform: () => void said(chooseDraft(session)) },
  })
}

async function chooseDraft(session: DocumentSession): Promise<void> {
  const drafts = await session.host.connection.call('listDrafts', {})
  if (drafts.length === 0) return
  const chosen = await ask<DraftInfo | null>((answer) => ({ kind: 'drafts', drafts, answer }))
  if (chosen === null || !(await mayReplace(session))) return
  const taken = await session.host.call('takeDraft', { id: chosen.id })
  if (taken !== null) await loadDraft(session, taken)
}

/** - `loadName`: where it is this window's own */
async function loadDraft(session: DocumentSession, draft: KeptWork, loadName?: string): Promise<boolean> {
  const loaded = await load(
    session,
    { path: draft.path, name: draft.name, text: draft.text, stamp: draft.seen },
    true,
    loadName,
  )
  // What its window had trained was in the engine of that window.
  const begins = loadName === undefined && session.editor.getState().file.weights === undefined
  if (loaded)
    showToast({
      tone: 'info',
      title: t('file.restored', { name: draft.name }),
      ...(begins && { text: t('file.restoredText') }),
    })
  return loaded
}

/** One visit to a field is one undo step, however often a value is typed there. */
function beginEntriesAtFocus({ editor }: DocumentSession): void {
  document.addEventListener('focusin', () => editor.getState().mark())
}

/** What the tab of the browser or the window says: a run that has met NaN too. */
function showTitle({ editor, run }: DocumentSession): void {
  const show = () => {
    const { file, dirty } = editor.getState()
    const { notFinite } = run.getState()
    const ill = notFinite === null ? '' : `${notFinite.kind === 'nan' ? 'NaN' : '∞'} · `
    const title = `${ill}${dirty ? '• ' : ''}${file.name} – Gradwire`
    // The browser is told of every title, also of the same one.
    if (document.title !== title) document.title = title
  }
  editor.subscribe(show)
  run.subscribe((now, before) => {
    if (now.notFinite !== before.notFinite) show()
  })
  show()
}

function warnBeforeLeaving({ editor }: DocumentSession): void {
  window.addEventListener('beforeunload', (event) => {
    if (editor.getState().dirty) event.preventDefault()
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
  tellProblem(problemOf(error))
}

function tellProblem({ message, remedy }: HostProblem): void {
  showToast({ tone: 'error', title: message, text: remedy })
}
