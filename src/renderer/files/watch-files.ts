/** Looks at the files of the document when the window comes to the front, and tells quietly of one that another program has changed. */
import type { FileState } from '../../main/contract'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'
import { closeToastsAbout, showToast } from '../ui/toast'
import { compareWithDisk } from './file-flow'
import { loadWeightsBeside, weightsBeside } from './weights-beside'

/** What was told of each file, which is told once. */
const told = new WeakMap<DocumentSession, Map<string, FileState>>()

export function watchFiles(session: DocumentSession): void {
  window.addEventListener('focus', () => void lookAtFiles(session))
  // What was said of a file, and what one could do about it, ends with another document, and when it is saved.
  session.editor.subscribe((now, before) => {
    if (now.file !== before.file || now.loads !== before.loads) closeToastsAbout(session)
  })
}

export async function lookAtFiles(session: DocumentSession): Promise<void> {
  const { path, name } = session.editor.getState().file
  await look(session, path, () =>
    showToast({
      tone: 'info',
      keep: true,
      about: session,
      title: t('file.changed.title', { name }),
      text: t('file.changed.notice'),
      action: { label: t('file.changed.compare'), perform: () => void compareWithDisk(session) },
    }),
  )
  const beside = weightsBeside(session)
  await look(session, beside?.path ?? null, () =>
    showToast({
      tone: 'info',
      keep: true,
      about: session,
      title: t('file.changed.title', { name: beside!.name }),
      text: t('file.changed.weightsNotice'),
      action: { label: t('file.changed.loadWeights'), perform: () => loadWeightsBeside(session, true) },
    }),
  )
}

async function look(session: DocumentSession, path: string | null, tellChanged: () => void): Promise<void> {
  const seen = path === null ? undefined : session.seen.of(path)
  if (path === null || seen === undefined || !session.run.getState().connected) return
  // A folder that cannot be looked at now is nothing to speak of: saving says it.
  const state = await session.host.connection.call('lookAtFile', { path, seen }).catch(() => 'same' as const)
  const before = told.get(session) ?? new Map<string, FileState>()
  told.set(session, before)
  if (before.get(path) === state) return
  before.set(path, state)
  if (state === 'changed') tellChanged()
  if (state === 'missing')
    showToast({
      tone: 'warning',
      keep: true,
      about: session,
      title: t('file.changed.missing', { name: path.split(/[\\/]/).at(-1) ?? path }),
      text: t('file.changed.missingText'),
    })
}
