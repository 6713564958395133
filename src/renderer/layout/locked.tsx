import { useTranslation } from '../texts/use-translation'
import { useHostStore } from '../host/host'

/** Covers a page that the host does not let in, and says how it comes in. */
export function Locked() {
  const { t } = useTranslation()
  const locked = useHostStore((host) => host.locked && host.info === null)
  if (!locked) return null
  return (
    <main
      role="alert"
      className="fixed inset-0 z-50 flex flex-col items-center justify-center gap-3 bg-canvas p-6 text-center"
    >
      <h1 className="text-lg font-semibold">{t('locked.title')}</h1>
      <p className="max-w-120 text-muted">{t('locked.text')}</p>
      <p className="max-w-120 text-muted">{t('locked.follow')}</p>
    </main>
  )
}
