/** A thing that a person can do: one object feeds menus, buttons, shortcuts, the command palette and native menus. */
import type { LucideIcon } from 'lucide-react'
import type { PlainKey } from '../texts/index'

export interface Action {
  /** Stable; a native menu sends it. */
  id: string
  label: PlainKey
  /** In a submenu whose name says the rest. */
  short?: PlainKey
  icon?: LucideIcon
  /** The first is shown. */
  shortcuts?: readonly string[]
  /** The browser's own event does it; the shortcut is only shown. */
  byEvent?: boolean
  /** Works while a text field has the focus, too. */
  inFields?: boolean
  /** Not offered in the command palette, e.g. because it needs a place. */
  hidden?: boolean
  enabled?: () => boolean
  /** For switches. */
  checked?: () => boolean
  perform: () => void | Promise<void>
}

export function isEnabled(action: Action): boolean {
  return action.enabled?.() ?? true
}
