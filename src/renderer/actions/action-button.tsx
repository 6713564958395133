import { useTranslation } from '../texts/use-translation'
import { actionText } from '../../actions/actions'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { IconButton } from '../ui/icon-button'
import { keysOf } from '../window/keys'
import { useLayoutStore } from '../window/layout-store'
import { icons, type PicturedId } from './icons'
import { isEnabled, isOn, labelOf, runAction } from './index'

interface ActionButtonProps {
  id: PicturedId
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** An action as an icon button. */
export function ActionButton({ id, side }: ActionButtonProps) {
  const { t } = useTranslation()
  const session = useSession()
  // Whether an action is enabled or on, and what it would do, depends on these; most edits change neither.
  useEditor(() => `${isEnabled(session, id)} ${isOn(id)} ${labelOf(session, id)}`)
  // A step that runs on a change makes it past.
  useRun((run) => run.changes)
  useLayoutStore()
  return (
    <IconButton
      icon={icons[id]}
      label={t(actionText(id))}
      hint={labelOf(session, id)}
      shortcut={keysOf(id)}
      side={side}
      pressed={isOn(id)}
      disabled={!isEnabled(session, id)}
      onClick={() => runAction(session, id)}
    />
  )
}
