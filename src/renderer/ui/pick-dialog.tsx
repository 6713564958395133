import { Dialog as Radix } from 'radix-ui'
import { useFocusBack } from './focus-back'
import { PickList } from './pick-list'
import type { PickItem } from './pick-list'

interface PickDialogProps {
  /** Its accessible name. */
  title: string
  /** Shown above the search field, where the list alone does not say what it is for. */
  heading?: string
  /** Of a choice in several steps, this one; each begins with an empty search. */
  stage?: string
  items: readonly PickItem[]
  onPick: (id: string) => void
  onClose: () => void
  placeholder: string
  empty: string
}

/** A list to pick from, in the upper middle of the window. */
export function PickDialog({ title, heading, stage, onClose, ...list }: PickDialogProps) {
  const onCloseAutoFocus = useFocusBack()
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={onCloseAutoFocus}
          className="animate-pop fixed inset-x-4 top-[14vh] z-40 mx-auto flex max-h-[60vh] max-w-xl flex-col overflow-hidden rounded-xl bg-raised shadow-pop outline-none"
        >
          <Radix.Title
            className={
              heading === undefined ? 'sr-only' : 'shrink-0 truncate px-3 pt-2.5 text-sm font-medium'
            }
          >
            {heading ?? title}
          </Radix.Title>
          <PickList key={stage} takesFocus={stage !== undefined} label={title} {...list} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
