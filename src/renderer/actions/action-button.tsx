import { useTranslation } from '../texts/use-translation'
import { useEditorStore } from '../editing/editor-store'
import { useLayoutStore } from '../window/layout-store'
import { IconButton } from '../ui/icon-button'
import { isEnabled } from './action'
import { actionOf, runAction } from './index'
import { formatShortcut } from './shortcut'

interface ActionButtonProps {
  id: string
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** An action as an icon button. */
export function ActionButton({ id, side }: ActionButtonProps) {
  const { t } = useTranslation()
  // Whether an action is enabled or checked depends on these.
  useEditorStore((state) => state.history)
  useEditorStore((state) => state.selection)
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
      pressed={action.checked?.()}
      disabled={!isEnabled(action)}
      onClick={() => runAction(id)}
    />
  )
}
