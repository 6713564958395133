/** What was changed by hand and can be put back, one by one and all. */
import { Undo2 } from 'lucide-react'
import type { TensorChange } from '../../engine/protocol'
import { changeLabel } from '../engine-link/tensor-name'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

export function ChangeList({ changes }: { changes: readonly TensorChange[] }) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  if (changes.length === 0) return null
  return (
    <section aria-label={t('changes.list')} className="flex flex-col gap-0.5">
      <div className="flex h-7 items-center justify-between gap-2">
        <h4 className="text-sm font-medium">{t('changes.list')}</h4>
        {changes.length > 1 && (
          <Button
            size="sm"
            tone="quiet"
            onClick={() => void session.changes.putBack(changes.map(({ id }) => id))}
          >
            {t('changes.putAllBack')}
          </Button>
        )}
      </div>
      <ul className="flex flex-col gap-0.5">
        {changes.map((change) => {
          const label = changeLabel(document, change)
          return (
            <li key={change.id} className="flex min-h-6 items-center gap-1 text-sm text-muted">
              <span className="size-1.5 shrink-0 rounded-full bg-accent" aria-hidden />
              <span className="min-w-0 flex-1 truncate" title={label}>
                {label}
              </span>
              <IconButton
                icon={Undo2}
                size="sm"
                label={t('changes.putBackOne', { label })}
                hint={t('changes.putBackOne', { label })}
                onClick={() => void session.changes.putBack([change.id])}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
