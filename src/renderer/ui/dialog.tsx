import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import { classNames } from './class-names'
import { useFocusBack } from './focus-back'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  description?: ReactNode
  /** Buttons at the bottom, the main one last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg' | 'full'
  children?: ReactNode
}

const HEIGHT = 'top-[12vh] max-h-[76vh]'
const SIZES = {
  sm: `max-w-md ${HEIGHT}`,
  md: `max-w-xl ${HEIGHT}`,
  lg: `max-w-3xl ${HEIGHT}`,
  full: 'inset-y-4',
}

/** A window above the page; Escape and a click outside close it. */
export function Dialog({ open, onClose, title, description, footer, size = 'sm', children }: DialogProps) {
  const { t } = useTranslation()
  const onCloseAutoFocus = useFocusBack()
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          data-window
          onOpenAutoFocus={focusMain}
          onCloseAutoFocus={onCloseAutoFocus}
          aria-describedby={description === undefined ? undefined : 'dialog-description'}
          className={classNames(
            'animate-pop fixed inset-x-4 z-40 mx-auto flex flex-col rounded-xl bg-raised shadow-pop outline-none',
            SIZES[size],
          )}
        >
          <header className="flex items-start gap-2 px-4 pt-3 pb-2">
            <div className="min-w-0 flex-1 pt-0.5">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description id="dialog-description" className="mt-1 text-base text-muted">
                  {description}
                </Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label={t('common.close')}
              className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
            >
              <X size={16} strokeWidth={1.75} aria-hidden />
            </Radix.Close>
          </header>
          <div className="@container min-h-0 flex-1 overflow-y-auto px-4 pb-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The button marked with `data-autofocus` takes the focus, else the window itself. */
function focusMain(event: Event): void {
  event.preventDefault()
  if (!(event.currentTarget instanceof HTMLElement)) return
  const main = event.currentTarget.querySelector<HTMLElement>('[data-autofocus]')
  ;(main ?? event.currentTarget).focus()
}
