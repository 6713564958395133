import { useTranslation } from '../texts/use-translation'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

/** A question with a few answers; closing it is no answer. */
export function QuestionDialog({ modal }: { modal: Extract<Modal, { kind: 'question' }> }) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      onClose={() => modal.answer(null)}
      title={modal.title}
      description={modal.text}
      footer={
        <>
          <Button tone="quiet" onClick={() => modal.answer(null)}>
            {t('common.cancel')}
          </Button>
          {modal.choices.map(({ id, label, tone }, index) => (
            <Button
              key={id}
              tone={tone}
              data-autofocus={index === modal.choices.length - 1 ? '' : undefined}
              onClick={() => modal.answer(id)}
            >
              {label}
            </Button>
          ))}
        </>
      }
    />
  )
}
