/** What was changed by hand in the whole net, behind a button: for where its list has no room beside the parameters. */
import { Popover } from 'radix-ui'
import { useState } from 'react'
import type { TensorChange } from '../../engine/protocol'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { ChangeList } from '../wire/change-list'

interface ChangesButtonProps {
  changes: readonly TensorChange[]
  className: string
  /** Where the keyboard goes when the last change was put back, and the button is gone. */
  onEmpty: () => void
}

export function ChangesButton({ changes, className, onEmpty }: ChangesButtonProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const empty = changes.length === 0
  if (empty && !open) return null
  const text = t('changes.count', { count: changes.length })
  return (
    <Popover.Root open={open && !empty} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button size="sm" aria-label={text} title={text} className={className}>
          <span className="size-1.5 shrink-0 rounded-full bg-accent" aria-hidden />
          <span className="hidden @min-[30rem]:inline">{text}</span>
          <span className="tabular @min-[30rem]:hidden">{changes.length}</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('changes.list')}
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!empty) return
            setOpen(false)
            event.preventDefault()
            onEmpty()
          }}
          className="animate-pop z-50 max-h-(--radix-popover-content-available-height) w-80 overflow-y-auto rounded-lg bg-raised px-3 py-2 shadow-pop"
        >
          <ChangeList changes={changes} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
