import { ContextActionMenu } from '../actions/action-menu'
import { useSession } from '../session/session-provider'
import { useCanvas, useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'

/** The menu of a right click: what fits what is selected. */
export function CanvasMenu() {
  const { t } = useTranslation()
  const { canvas } = useSession()
  const menu = useCanvas((state) => state.contextMenu)
  const kind = useEditor((state) => state.selection.kind)
  if (menu === null) return null
  return (
    <ContextActionMenu
      label={t('canvas.menu')}
      of={
        menu.port !== undefined ? 'port' : kind === 'nothing' ? 'nothing' : kind === 'edge' ? 'wire' : 'nodes'
      }
      at={menu.at}
      onClose={() => canvas.setState({ contextMenu: null })}
    />
  )
}
