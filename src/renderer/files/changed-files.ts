/** A file that another program has changed since it was read or written here: what is different, and whose is kept. */
import { diffDocuments } from '../../graph/diff/diff-documents'
import { formatDifference } from '../../graph/diff/difference'
import type { OpenedFile } from '../../main/contract'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'
import { ask } from '../window/modal-store'
import { readGraph } from './read-graph'

export type Kept = 'mine' | 'theirs' | 'both'

/** Shows what is different, and asks which is kept; null: neither is touched, or reading it was stopped. - `theirs`: what the other program has written */
export async function askWhoseIsKept(session: DocumentSession, theirs: OpenedFile): Promise<Kept | null> {
  const { document: mine, file } = session.editor.getState()
  const read = await readGraph(theirs.text, theirs.name)
  if (read === null) return null
  const differences =
    read.kind === 'refused'
      ? null
      : diffDocuments(read.document, mine).map((difference) => formatDifference(difference, mine.main))
  return ask<Kept | null>((answer) => ({ kind: 'changed', name: file.name, differences, answer }))
}

/** Asks whether weights that another program has changed may go. */
export async function mayReplaceChanged(name: string): Promise<boolean> {
  const choice = await ask<string | null>((answer) => ({
    kind: 'question',
    title: t('file.changed.title', { name }),
    text: t('file.changed.weights'),
    choices: [{ id: 'replace', label: t('file.exists.overwrite'), tone: 'danger' }],
    answer,
  }))
  return choice === 'replace'
}
