import { useTranslation } from '../texts/use-translation'
import { useLayoutStore } from '../window/layout-store'
import { IconButton } from '../ui/icon-button'
import { isEnabled } from './action'
import { actionOf, runAction } from './index'
import { formatShortcut } from './shortcut'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

interface ActionButtonProps {
  id: string
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** An action as an icon button. */
export function ActionButton({ id, side }: ActionButtonProps) {
  const { t } = useTranslation()
  const session = useSession()
  // Whether an action is enabled or checked depends on these.
  useEditor((state) => state.history)
  useEditor((state) => state.selection)
  useLayoutStore()
  const action = actionOf(id)
  if (action?.icon === undefined) return null
  const shortcut = action.shortcuts?.[0]
  return (
    <IconButton
      icon={action.icon}
      label={t(action.label)}
      shortcut={shortcut === undefined ? undefined : formatShortcut(shortcut)}
      side={side}
      pressed={action.checked?.(session)}
      disabled={!isEnabled(session, action)}
      onClick={() => runAction(session, id)}
    />
  )
}
