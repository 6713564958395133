/**
 * A thing that a person can do with a document: one object feeds menus, buttons, shortcuts, the command palette and
 * native menus. Each is told which document.
 */
import type { LucideIcon } from 'lucide-react'
import type { DocumentSession } from '../session/document-session'
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
  enabled?: (session: DocumentSession) => boolean
  /** For switches. */
  checked?: (session: DocumentSession) => boolean
  perform: (session: DocumentSession) => void | Promise<void>
}

export function isEnabled(session: DocumentSession, action: Action): boolean {
  return action.enabled?.(session) ?? true
}
