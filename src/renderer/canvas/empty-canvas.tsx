import { useTranslation } from '../texts/use-translation'
import { runAction } from '../actions/index'
import { Button } from '../ui/button'
import { Kbd } from '../ui/kbd'
import { useSession } from '../session/session-provider'

/** What an empty canvas invites to. */
export function EmptyCanvas() {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <div className="pointer-events-none absolute inset-0 z-[4] flex flex-col items-center justify-center p-6 text-center">
      <h2 className="text-lg font-semibold">{t('canvas.empty.title')}</h2>
      <p className="mt-1 max-w-88 text-base text-muted">{t('canvas.empty.text')}</p>
      <div className="pointer-events-auto mt-4 flex flex-wrap justify-center gap-2">
        <Button tone="primary" onClick={() => runAction(session, 'edit.addLayer')}>
          {t('canvas.empty.add')}
          <Kbd keys="/" />
        </Button>
        <Button onClick={() => runAction(session, 'file.samples')}>{t('canvas.empty.samples')}</Button>
        <Button onClick={() => runAction(session, 'file.open')}>{t('canvas.empty.open')}</Button>
      </div>
    </div>
  )
}
