/** A file as what the net is given by hand. */
import type { ImportFile } from '../../graph/import/import-file'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { showBottomTab } from '../window/layout-store'
import { feedStore } from './feed-store'
import type { Given } from './feed-store'
import { InputFileError, readInput } from './read-input'
import { slotsOf } from './slots'
import type { Slot } from './slots'

export function setGiven(session: DocumentSession, slot: Slot, given: Given): void {
  feedStore(session).setState((state) => ({ given: { ...state.given, [slot.key]: given } }))
}

/** Gives an input what a file holds; what is wrong with the file is said. */
export async function giveFile(
  session: DocumentSession,
  slot: Slot,
  { name, bytes }: ImportFile,
): Promise<void> {
  try {
    setGiven(session, slot, { kind: 'file', name, ...(await readInput(name, bytes, slot)) })
  } catch (error) {
    const { message, remedy } =
      error instanceof InputFileError ? error : { remedy: undefined, ...problemOf(error) }
    showToast({ tone: 'error', title: message, text: remedy })
  }
}

/** Shows the page “By hand” with the file at the first input that takes values. */
export async function feedFile(session: DocumentSession, file: ImportFile): Promise<void> {
  showBottomTab('feed')
  const slot = slotsOf(session.editor.getState().inference.main).find(({ target }) => !target)
  if (slot === undefined) showToast({ tone: 'warning', title: t('dropped.noInput') })
  else await giveFile(session, slot, file)
}
