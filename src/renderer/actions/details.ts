/** What an action would do, where its text alone does not say it. */
import type { DetailedId } from '../../actions/actions'
import { selectedHooks } from '../editing/hook-edits'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'

export const details: Readonly<Record<DetailedId, (session: DocumentSession) => string | undefined>> = {
  'edit.undo': ({ editor }) => {
    const last = editor.getState().history.past.at(-1)
    return last?.beside?.past() === 'past' ? t('edits.past', { label: last.label }) : last?.label
  },
  'hook.toggle': (session) => namesOf(session),
  'hook.remove': (session) => namesOf(session),
  'edit.redo': ({ editor }) => editor.getState().history.future.at(-1)?.label,
}

/** The types of the hooks that it is about. */
function namesOf(session: DocumentSession): string | undefined {
  const types = new Set(selectedHooks(session).map(({ type }) => type))
  return types.size === 0 ? undefined : [...types].join(', ')
}
