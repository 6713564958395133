import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './kbd'

interface TooltipProps {
  label: ReactNode
  /** Shown as keys, e.g. `Ctrl+Z`. */
  shortcut?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** Left out, the tooltip opens and closes by itself. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactElement
}

/** A hint that appears on hover and focus. */
export function Tooltip({ label, shortcut, side = 'bottom', children, ...control }: TooltipProps) {
  return (
    <Radix.Root {...control}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="animate-pop z-50 flex max-w-72 items-center gap-2 rounded-md bg-raised px-2 py-1 text-sm text-text shadow-pop"
        >
          {label}
          {shortcut !== undefined && <Kbd keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const TooltipProvider = Radix.Provider
