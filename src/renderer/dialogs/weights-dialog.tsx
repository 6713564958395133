import { Info, TriangleAlert } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

/** What does not fit between a file of weights and the net, in PyTorch's words; what fits can be loaded alone. */
export function WeightsDialog({ modal }: { modal: Extract<Modal, { kind: 'weights' }> }) {
  const { t } = useTranslation()
  const { name, report, answer } = modal
  const { fitting, total, problems, notes } = report
  return (
    <Dialog
      open
      size="md"
      onClose={() => answer(false)}
      title={t(fitting > 0 ? 'file.weights.title' : 'file.weights.none', { name })}
      description={t('file.weights.text', { count: fitting, total })}
      footer={
        <>
          <Button tone={fitting > 0 ? 'quiet' : 'default'} onClick={() => answer(false)}>
            {t(fitting > 0 ? 'common.cancel' : 'common.close')}
          </Button>
          {fitting > 0 && (
            <Button tone="primary" data-autofocus="" onClick={() => answer(true)}>
              {t('file.weights.load', { count: fitting })}
            </Button>
          )}
        </>
      }
    >
      <ul aria-label={t('file.weights.problems')} className="flex flex-col gap-1" data-selectable>
        {problems.map((problem) => (
          <Line key={problem} text={problem} warning />
        ))}
        {notes.map((note) => (
          <Line key={note} text={note} />
        ))}
      </ul>
    </Dialog>
  )
}

/** Characters; a hundred thousand keys in one line would hold up the window, and nobody reads them. */
const MOST_SHOWN = 4000

function Line({ text, warning = false }: { text: string; warning?: boolean }) {
  const Icon = warning ? TriangleAlert : Info
  return (
    <li className="flex items-start gap-2 rounded-md bg-sunken p-2">
      <Icon size={14} className={`mt-0.5 shrink-0 ${warning ? 'text-warning' : 'text-muted'}`} aria-hidden />
      <p className={`min-w-0 text-sm wrap-anywhere ${warning ? 'font-mono text-xs leading-5' : ''}`}>
        {text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}
      </p>
    </li>
  )
}
