import { CircleCheck, Info, LocateFixed, TriangleAlert } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { ImportNote } from '../../graph/import/result/imported'
import { focusNode } from '../editing/edit'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** What came in with an imported file, what was taken in another way, and what was not read. */
export function ImportedDialog({ modal }: { modal: Extract<Modal, { kind: 'imported' }> }) {
  const { t } = useTranslation()
  const { title, weights, answer } = modal
  // What needs a person first.
  const notes = [...modal.notes].sort(
    (a, b) => Number(b.severity === 'warning') - Number(a.severity === 'warning'),
  )
  return (
    <Dialog
      open
      size="md"
      onClose={answer}
      title={title}
      description={
        weights === 0 ? t('file.imported.noWeights') : t('file.imported.weights', { count: weights })
      }
      footer={
        <Button tone="primary" onClick={answer}>
          {t('common.close')}
        </Button>
      }
    >
      {notes.length === 0 ? (
        <p className="flex items-center gap-2 text-sm">
          <CircleCheck size={14} className="shrink-0 text-success" aria-hidden />
          {t('file.imported.whole')}
        </p>
      ) : (
        <ul aria-label={t('file.imported.notes')} className="flex flex-col gap-1" data-selectable>
          {notes.map((note, index) => (
            <NoteLine key={index} note={note} onLeave={answer} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function NoteLine({ note, onLeave }: { note: ImportNote; onLeave: () => void }) {
  const { t } = useTranslation()
  const Icon = note.severity === 'warning' ? TriangleAlert : Info
  const color = note.severity === 'warning' ? 'text-warning' : 'text-muted'
  return (
    <li className="flex items-start gap-2 rounded-md bg-sunken p-2">
      <Icon size={14} className={`mt-1 shrink-0 ${color}`} aria-hidden />
      <div className="min-w-0 flex-1">
        {note.line !== undefined && (
          <p className="font-mono text-xs text-muted">{t('file.imported.line', { line: note.line })}</p>
        )}
        <p className="py-0.5 text-sm wrap-anywhere">{note.message}</p>
      </div>
      {note.node !== undefined && <ShowNode name={note.node} onLeave={onLeave} />}
    </li>
  )
}

function ShowNode({ name, onLeave }: { name: string; onLeave: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  const module = useEditor((state) => state.module)
  const node = document.modules[module]?.nodes.find((each) => each.name === name)
  if (node === undefined) return null
  const show = () => {
    onLeave()
    focusNode(session, module, node.id)
  }
  return (
    <Button
      size="sm"
      aria-label={t('file.imported.show', { name })}
      title={name}
      className="max-w-32 min-w-0"
      onClick={show}
    >
      <LocateFixed size={13} className="shrink-0 text-faint" aria-hidden />
      <span className="truncate font-mono text-xs font-normal">{name}</span>
    </Button>
  )
}
