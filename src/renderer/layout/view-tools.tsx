import { Moon, Sun } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { ActionButton } from '../actions/action-button'
import { ThemeMenu } from '../actions/action-menu'
import { useThemeStore } from '../window/theme'
import { IconButton } from '../ui/icon-button'

/** Command palette, theme and panels, at the right end of the top bar. */
export function ViewTools() {
  const { t } = useTranslation()
  const theme = useThemeStore((state) => state.theme)
  return (
    <div role="toolbar" aria-label={t('layout.viewTools')} className="flex shrink-0 items-center">
      <ActionButton id="help.commands" />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <div className="hidden items-center @min-[40rem]/top:flex">
        <ActionButton id="view.palette" />
        <ActionButton id="view.bottom" />
        <ActionButton id="view.code" />
        <ActionButton id="view.inspector" />
      </div>
      <ThemeMenu trigger={<IconButton icon={theme === 'dark' ? Moon : Sun} label={t('layout.theme')} />} />
    </div>
  )
}
