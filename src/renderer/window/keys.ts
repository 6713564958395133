/** Shortcuts on the person's own system. */
import { actions, type ActionId } from '../../actions/actions'
import { t } from '../texts/index'
import { formatShortcut, matchesShortcut, type Shortcut } from '../../actions/shortcut'

const MAC = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent)

/** As the system's people read it. */
export function shownKeys(shortcut: Shortcut): string {
  return formatShortcut(shortcut, MAC)
}

/** What stands on the key of `Mod`. */
export function modKey(): string {
  return MAC ? '⌘' : t('key.Mod')
}

/** An action's first shortcut. */
export function keysOf(id: ActionId): string | undefined {
  const [shortcut] = actions[id].shortcuts ?? []
  return shortcut === undefined ? undefined : shownKeys(shortcut)
}

/** Whether the key press is one of the action's shortcuts. */
export function isPressed(id: ActionId, press: KeyboardEvent): boolean {
  return actions[id].shortcuts?.some((shortcut) => matchesShortcut(press, shortcut, MAC)) ?? false
}
