import { DropdownMenu } from 'radix-ui'
import { useTranslation } from '../texts/use-translation'
import { menuEntries } from '../actions/menu-entries'
import { MENU_CLASS, MenuEntries } from '../ui/menu'
import { useSession } from '../session/session-provider'
import { useCanvas, useEditor } from '../session/use-stores'

const ON_CANVAS = [
  'view.quickAdd',
  'edit.paste',
  '-',
  'edit.selectAll',
  'edit.arrange',
  'view.fit',
  '-',
  'module.new',
  'module.leave',
] as const
const ON_EDGE = ['module.new', '-', 'edit.delete'] as const
const ON_NODES = [
  'edit.connect', '-', 'edit.cut', 'edit.copy', 'edit.paste', 'edit.duplicate', '-', 'module.open', 'module.group', 'module.ungroup', 'module.copy', '-', 'edit.delete', 'edit.deleteReconnect',
] as const // prettier-ignore

/** The menu of a right click: what fits what is selected. */
export function CanvasMenu() {
  const { t } = useTranslation()
  const session = useSession()
  const menu = useCanvas((state) => state.contextMenu)
  const kind = useEditor((state) => state.selection.kind)
  if (menu === null) return null
  const ids = kind === 'nothing' ? ON_CANVAS : kind === 'edge' ? ON_EDGE : ON_NODES
  return (
    <DropdownMenu.Root
      open
      modal={false}
      onOpenChange={(open) => !open && session.canvas.setState({ contextMenu: null })}
    >
      <DropdownMenu.Trigger
        className="fixed size-0"
        style={{ left: menu.at.x, top: menu.at.y }}
        aria-hidden
        tabIndex={-1}
      />
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={t('canvas.menu')}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className={MENU_CLASS}
        >
          <MenuEntries entries={menuEntries(session, ids)} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
