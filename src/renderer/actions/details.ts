/** What an action would do, where its text alone does not say it. */
import type { DetailedId } from '../../actions/actions'
import type { DocumentSession } from '../session/document-session'

export const details: Readonly<Record<DetailedId, (session: DocumentSession) => string | undefined>> = {
  'edit.undo': ({ editor }) => editor.getState().history.past.at(-1)?.label,
  'edit.redo': ({ editor }) => editor.getState().history.future.at(-1)?.label,
}
