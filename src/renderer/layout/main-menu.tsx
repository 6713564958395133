import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { RecentFile } from '../../main/contract'
import { MainActionMenu } from '../actions/action-menu'
import { problemOf } from '../host/host-call-error'
import { useHostStore } from '../host/host'
import { useTranslation } from '../texts/use-translation'
import { showToast } from '../ui/toast'
import { Logo } from './logo'

/** Everything that the page can do, behind the logo. */
export function MainMenu() {
  const { t } = useTranslation()
  const [recent, setRecent] = useState<readonly RecentFile[]>([])
  const loadRecent = () => {
    const { connection } = useHostStore.getState()
    connection?.call('listRecent', {}).then(setRecent).catch(say)
  }
  return (
    <MainActionMenu
      onOpen={loadRecent}
      recent={recent}
      trigger={
        <button
          type="button"
          aria-label={t('menu.main')}
          className="flex h-8 shrink-0 items-center gap-0.5 rounded-md pr-1 pl-1.5 text-muted hover:bg-hover data-[state=open]:bg-hover"
        >
          <Logo />
          <ChevronDown size={14} aria-hidden />
        </button>
      }
    />
  )
}

function say(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
