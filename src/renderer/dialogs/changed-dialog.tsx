import { useTranslation } from '../texts/use-translation'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

/** More are not read by anybody. */
const SHOWN = 200

/** What another program has made of a file, beside what is here, and whose is kept. */
export function ChangedDialog({ modal }: { modal: Extract<Modal, { kind: 'changed' }> }) {
  const { t } = useTranslation()
  const { name, differences, answer } = modal
  return (
    <Dialog
      open
      size="md"
      onClose={() => answer(null)}
      title={t('file.changed.title', { name })}
      description={t('file.changed.text')}
      footer={
        <>
          <Button tone="quiet" onClick={() => answer(null)}>
            {t('common.cancel')}
          </Button>
          {differences !== null && (
            <Button tone="danger" onClick={() => answer('theirs')}>
              {t('file.changed.theirs')}
            </Button>
          )}
          <Button tone="danger" onClick={() => answer('mine')}>
            {t('file.changed.mine')}
          </Button>
          <Button tone="primary" data-autofocus="" onClick={() => answer('both')}>
            {t('file.changed.both')}
          </Button>
        </>
      }
    >
      {differences === null ? (
        <p className="text-sm">{t('file.changed.noGraph')}</p>
      ) : differences.length === 0 ? (
        <p className="text-sm">{t('file.changed.equal')}</p>
      ) : (
        <ul
          aria-label={t('file.changed.differences')}
          className="max-h-64 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs"
          data-selectable
        >
          {differences.slice(0, SHOWN).map((difference, index) => (
            <li key={index} className="break-words whitespace-pre-wrap">
              {difference}
            </li>
          ))}
          {differences.length > SHOWN && (
            <li className="text-muted">{t('file.changed.more', { count: differences.length - SHOWN })}</li>
          )}
        </ul>
      )}
      {differences !== null && <p className="mt-3 text-sm text-muted">{t('file.changed.bothHint')}</p>}
    </Dialog>
  )
}
