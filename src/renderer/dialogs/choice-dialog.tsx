import { RadioGroup } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { RadioItem } from '../ui/radio-item'
import type { Modal } from '../window/modal-store'

/** One of several by its name: a net of a source, a file of those that were dropped. */
export function ChoiceDialog({ modal }: { modal: Extract<Modal, { kind: 'choice' }> }) {
  const { t } = useTranslation()
  const { title, text, options, answer } = modal
  const [chosen, setChosen] = useState(modal.chosen)
  return (
    <Dialog
      open
      size="md"
      onClose={() => answer(null)}
      title={title}
      description={text}
      footer={
        <>
          <Button tone="quiet" onClick={() => answer(null)}>
            {t('common.cancel')}
          </Button>
          <Button tone="primary" onClick={() => answer(chosen)}>
            {t('file.choice.take')}
          </Button>
        </>
      }
    >
      <RadioGroup.Root
        aria-label={title}
        value={chosen}
        onValueChange={setChosen}
        className="flex flex-col gap-0.5 p-0.5"
      >
        {options.map((option) => (
          <RadioItem
            key={option}
            value={option}
            data-autofocus={option === modal.chosen ? '' : undefined}
            onDoubleClick={() => answer(option)}
            className="flex items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-hover data-[state=checked]:bg-active"
          >
            <span className="grid size-3.5 shrink-0 place-items-center rounded-full ring-1 ring-line-strong ring-inset">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            <span className="min-w-0 truncate font-mono text-sm" title={option}>
              {option}
            </span>
          </RadioItem>
        ))}
      </RadioGroup.Root>
    </Dialog>
  )
}
