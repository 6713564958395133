import { CircleAlert } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { Finding } from '../../graph/document/finding'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

/** Why a file cannot be opened: every finding with its place and remedy. */
export function FindingsDialog({ modal }: { modal: Extract<Modal, { kind: 'findings' }> }) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      size="md"
      onClose={modal.answer}
      title={modal.title}
      description={t('file.wrong.text')}
      footer={<Button onClick={modal.answer}>{t('common.close')}</Button>}
    >
      <ul className="flex flex-col gap-1" data-selectable>
        {modal.findings.map((finding, index) => (
          <li key={index} className="flex items-start gap-2 rounded-md bg-sunken p-2">
            <CircleAlert size={14} className="mt-0.5 shrink-0 text-danger" aria-hidden />
            <div className="min-w-0">
              <Place finding={finding} />
              <p className="text-sm break-words">{finding.message}</p>
              {finding.remedy !== undefined && <p className="text-sm text-muted">{finding.remedy}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function Place({ finding }: { finding: Finding }) {
  const { t } = useTranslation()
  const { module, node, name, edge, param, handle, line, column } = finding
  const parts = [
    line === undefined
      ? undefined
      : column === undefined
        ? t('file.imported.line', { line })
        : t('file.wrong.line', { line, column }),
    module,
    name ?? node,
    edge,
    param ?? handle,
  ].filter((part) => part !== undefined)
  if (parts.length === 0) return null
  return <p className="truncate font-mono text-xs text-muted">{parts.join(' › ')}</p>
}
