import { Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { DraftInfo } from '../../main/contract'
import { useTranslation } from '../texts/use-translation'
import { host } from '../host/host'
import { dateIn } from '../../words/dates'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { IconButton } from '../ui/icon-button'
import { draftPreview } from './draft-preview'
import { GraphSketch } from './graph-sketch'

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
      size="md"
      onClose={() => modal.answer(null)}
      title={t('drafts.title')}
      description={t('drafts.text', { count: drafts.length })}
      footer={
        <Button tone="quiet" onClick={() => modal.answer(null)}>
          {t('drafts.later')}
        </Button>
      }
    >
      <ul className="flex flex-col gap-2">
        {drafts.map((draft, at) => (
          <DraftRow
            key={draft.id}
            draft={draft}
            newest={at === 0}
            onRestore={() => modal.answer(draft)}
            onDiscard={() => discard(draft.id)}
          />
        ))}
      </ul>
    </Dialog>
  )
}

/** Larger ones have no picture: reading them would hold the page up. */
const MOST_SHOWN = 2 * 2 ** 20
const NOTHING = { document: null, sketch: null }

/** What can be seen of a draft, once its text has been read. */
function usePreview({ id, size }: DraftInfo): ReturnType<typeof draftPreview> | null {
  const [preview, setPreview] = useState<ReturnType<typeof draftPreview> | null>(null)
  useEffect(() => {
    let wanted = size <= MOST_SHOWN
    if (wanted)
      host()
        .call('readDraft', { id })
        .then((text) => {
          if (wanted && text !== null) setPreview(draftPreview(text))
        })
        // Its row is there without.
        .catch(() => undefined)
    return () => {
      wanted = false
    }
  }, [id, size])
  return preview
}

interface DraftRowProps {
  draft: DraftInfo
  /** Most people want the newest. */
  newest: boolean
  onRestore: () => void
  onDiscard: () => void
}

function DraftRow({ draft, newest, onRestore, onDiscard }: DraftRowProps) {
  const { t } = useTranslation()
  const preview = usePreview(draft)
  const { document, sketch } = preview ?? NOTHING
  const count = document && Object.values(document.modules).reduce((sum, { nodes }) => sum + nodes.length, 0)
  return (
    <li className="flex items-center gap-3 rounded-lg p-2 ring-1 ring-line ring-inset">
      <GraphSketch sketch={sketch} className="h-18 w-28 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={draft.path ?? draft.name}>
          {document?.meta?.title ?? draft.name}
        </p>
        <p className="truncate text-xs text-muted">{draft.name}</p>
        <p className="text-xs text-muted">
          {dateIn(draft.saved, true)}
          {preview !== null && (
            <> · {count === null ? t('drafts.unreadable') : t('drafts.nodes', { count })}</>
          )}
        </p>
      </div>
      <IconButton icon={Trash2} label={t('drafts.discard', { name: draft.name })} onClick={onDiscard} />
      <Button
        tone={newest ? 'primary' : 'default'}
        data-autofocus={newest ? '' : undefined}
        onClick={onRestore}
      >
        {t('drafts.restore')}
      </Button>
    </li>
  )
}
