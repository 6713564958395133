import { useEffect, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { useLasting } from '../ui/use-lasting'

/** A file that is being read, once that takes longer than a moment; closing it stops that. */
export function ReadingDialog({ modal }: { modal: Extract<Modal, { kind: 'reading' }> }) {
  const { t } = useTranslation()
  const { name, limit, answer } = modal
  const lasts = useLasting(true)
  const seconds = useSeconds()
  if (!lasts) return null
  return (
    <Dialog
      open
      onClose={answer}
      title={t('file.reading.title', { name })}
      description={t('file.reading.text')}
      footer={
        <Button data-autofocus="" onClick={answer}>
          {t('common.cancel')}
        </Button>
      }
    >
      <progress
        aria-label={t('file.reading.progress')}
        className="h-1.5 w-full accent-accent"
        max={limit / 1000}
        value={seconds}
      />
      <p className="mt-1 font-mono text-xs text-muted">
        {t('file.reading.seconds', { seconds, limit: limit / 1000 })}
      </p>
    </Dialog>
  )
}

/** Whole seconds since this came. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return seconds
}
