/** Actions as entries of a menu. */
import { t } from '../texts/index'
import type { MenuEntry } from '../ui/menu'
import { isEnabled } from './action'
import { actionOf, runAction } from './index'
import { formatShortcut } from './shortcut'
import type { DocumentSession } from '../session/document-session'

/** One entry for each id; `-` is a line. */
export function menuEntries(session: DocumentSession, ids: readonly string[]): MenuEntry[] {
  return ids.flatMap((id): MenuEntry[] => {
    if (id === '-') return [{ kind: 'separator' }]
    const action = actionOf(id)
    if (action === undefined) return []
    const shortcut = action.shortcuts?.[0]
    return [
      {
        kind: 'item',
        id,
        label: t(action.short ?? action.label),
        shortcut: shortcut === undefined ? undefined : formatShortcut(shortcut),
        disabled: !isEnabled(session, action),
        checked: action.checked?.(session),
        danger: id === 'edit.delete',
        onSelect: () => runAction(session, id),
      },
    ]
  })
}
