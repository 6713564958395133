import { Moon, Sun } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { ActionButton } from '../actions/action-button'
import { menuEntries } from '../actions/menu-entries'
import { useThemeStore } from '../window/theme'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { useSession } from '../session/session-provider'

/** Command palette, theme and panels, at the right end of the top bar. */
export function ViewTools() {
  const { t } = useTranslation()
  const session = useSession()
  const theme = useThemeStore((state) => state.theme)
  return (
    <div role="toolbar" aria-label={t('layout.viewTools')} className="flex shrink-0 items-center">
      <ActionButton id="view.commands" />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <div className="hidden items-center sm:flex">
        <ActionButton id="view.palette" />
        <ActionButton id="view.bottom" />
        <ActionButton id="view.inspector" />
      </div>
      <Menu
        align="end"
        entries={() => menuEntries(session, ['view.theme.light', 'view.theme.dark', 'view.theme.system'])}
        trigger={<IconButton icon={theme === 'dark' ? Moon : Sun} label={t('layout.theme')} />}
      />
    </div>
  )
}
