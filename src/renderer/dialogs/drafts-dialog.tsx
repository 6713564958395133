import { FileClock, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { host } from '../host/host'
import { dateIn } from '../../words/dates'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { IconButton } from '../ui/icon-button'

/** Offers unsaved work that a closed window has left. */
export function DraftsDialog({ modal }: { modal: Extract<Modal, { kind: 'drafts' }> }) {
  const { t } = useTranslation()
  const [drafts, setDrafts] = useState(modal.drafts)
  const discard = (id: string) => {
    const left = drafts.filter((draft) => draft.id !== id)
    setDrafts(left)
    void host().call('discardDraft', { id })
    if (left.length === 0) modal.answer(null)
  }
  return (
    <Dialog
      open
      onClose={() => modal.answer(null)}
      title={t('drafts.title')}
      description={t('drafts.text', { count: drafts.length })}
      footer={
        <Button tone="quiet" onClick={() => modal.answer(null)}>
          {t('drafts.later')}
        </Button>
      }
    >
      <ul className="flex flex-col gap-1">
        {drafts.map((draft) => (
          <li key={draft.id} className="flex items-center gap-2 rounded-md bg-sunken py-1.5 pr-1.5 pl-2">
            <FileClock size={16} className="shrink-0 text-faint" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium" title={draft.path ?? draft.name}>
                {draft.name}
              </p>
              <p className="text-xs text-muted">{dateIn(draft.saved, true)}</p>
            </div>
            <IconButton
              icon={Trash2}
              label={t('drafts.discard', { name: draft.name })}
              onClick={() => discard(draft.id)}
            />
            <Button tone="primary" onClick={() => modal.answer(draft)}>
              {t('drafts.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
