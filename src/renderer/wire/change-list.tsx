/** What was changed by hand and can be put back, one by one and all. */
import { Undo2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { TensorChange } from '../../engine/protocol'
import { changeLabel } from '../engine-link/tensor-name'
import { useTranslation } from '../texts/use-translation'
import { breakable } from '../ui/breakable'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { samePlace } from './tensor-editing'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

interface ChangeListProps {
  changes: readonly TensorChange[]
  /** The keyboard was on the last one, which is put back. */
  onEmpty?: () => void
}

export function ChangeList({ changes, onEmpty }: ChangeListProps) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  const list = useRef<HTMLUListElement>(null)
  const { length } = changes
  // The keyboard goes on at the change that is there when one was put back.
  const left = useRef<number | null>(null)
  useEffect(() => {
    const buttons = list.current?.querySelectorAll('button') ?? []
    if (left.current !== null && length === 0) onEmpty?.()
    else if (left.current !== null) buttons[Math.min(left.current, length - 1)]?.focus()
    left.current = null
  }, [length, onEmpty])
  if (length === 0) return null
  const putBack = (at: number, id: number): void => {
    left.current = at
    void session.changes.putBack([id])
  }
  return (
    <section aria-label={t('changes.list')} className="flex flex-col gap-0.5">
      <div className="flex h-7 items-center justify-between gap-2">
        <h4 className="text-sm font-medium">{t('changes.list')}</h4>
        {length > 1 && (
          <Button
            size="sm"
            tone="quiet"
            onClick={() => {
              left.current = 0
              void session.changes.putBack(changes.map(({ id }) => id))
            }}
          >
            {t('changes.putAllBack')}
          </Button>
        )}
      </div>
      <ul ref={list} className="flex flex-col gap-0.5">
        {changes.map((change, at) => {
          const label = changeLabel(document, change)
          const later = changes.slice(at + 1).filter((each) => samePlace(each, change)).length
          return (
            <li key={change.id} className="flex min-h-6 items-start gap-1.5 text-sm text-muted">
              <span className="mt-2.25 size-1.5 shrink-0 rounded-full bg-accent" aria-hidden />
              <span className="min-w-0 flex-1 py-1 wrap-anywhere">{breakable(label)}</span>
              <IconButton
                icon={Undo2}
                size="sm"
                label={t('changes.putBackOne', { label })}
                hint={
                  later === 0
                    ? t('changes.putBackOne', { label })
                    : t('changes.putBackLater', { label, count: later })
                }
                onClick={() => putBack(at, change.id)}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
