/** Menus of actions that drop from a button, or open where a person has clicked. */
import type { ReactNode } from 'react'
import { contextMenus, themeMenu } from '../../actions/menus'
import type { RecentFile } from '../../main/contract'
import { useSession } from '../session/session-provider'
import { Menu, MenuAt } from '../ui/menu'
import { mainMenuEntries, menuEntries } from './menu-entries'

interface MainActionMenuProps {
  trigger: ReactNode
  recent: readonly RecentFile[]
  onOpen: () => void
}

/** Everything that the page can do. */
export function MainActionMenu({ trigger, recent, onOpen }: MainActionMenuProps) {
  const session = useSession()
  return <Menu trigger={trigger} onOpen={onOpen} entries={() => mainMenuEntries(session, recent)} />
}

export function ThemeMenu({ trigger }: { trigger: ReactNode }) {
  const session = useSession()
  return <Menu align="end" trigger={trigger} entries={() => menuEntries(session, themeMenu)} />
}

interface ContextActionMenuProps {
  label: string
  /** What is selected. */
  of: keyof typeof contextMenus
  /** In window pixels. */
  at: { x: number; y: number }
  onClose: () => void
}

export function ContextActionMenu({ of, ...menu }: ContextActionMenuProps) {
  const session = useSession()
  return <MenuAt {...menu} entries={menuEntries(session, { sections: contextMenus[of] })} />
}
