import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

interface ExportOptionsProps {
  title: string
  /** The options, a field each. */
  children: ReactNode
  onCancel: () => void
  /** They are chosen, and where it goes is asked next. */
  onGo: () => void
}

/** What a file for others is to have, before one says where it goes. */
export function ExportOptions({ title, children, onCancel, onGo }: ExportOptionsProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      onClose={onCancel}
      title={title}
      footer={
        <>
          <Button tone="quiet" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
          <Button tone="primary" data-autofocus="" onClick={onGo}>
            {t('file.export.go')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 pt-1">{children}</div>
    </Dialog>
  )
}
