import { ChevronRight } from 'lucide-react'
import { Collapsible } from 'radix-ui'
import { useState } from 'react'
import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  /** At the right end of the title. */
  aside?: ReactNode
  /** A section where this comes true later, as it gets its first entry, opens. */
  defaultOpen?: boolean
  children: ReactNode
}

/** A titled part of a side panel that folds away. */
export function Section({ title, aside, defaultOpen = true, children }: SectionProps) {
  const [open, setOpen] = useState(defaultOpen)
  const [before, setBefore] = useState(defaultOpen)
  if (defaultOpen !== before) {
    setBefore(defaultOpen)
    if (defaultOpen) setOpen(true)
  }
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} className="border-b border-line last:border-b-0">
      <div className="flex h-8 items-center pr-2">
        <h3 className="min-w-0 flex-1">
          <Collapsible.Trigger className="group flex h-8 w-full items-center gap-1 pl-2 text-left text-sm font-medium text-text">
            <ChevronRight
              size={14}
              className="shrink-0 text-faint transition-transform group-data-[state=open]:rotate-90"
              aria-hidden
            />
            <span className="truncate">{title}</span>
          </Collapsible.Trigger>
        </h3>
        {aside}
      </div>
      <Collapsible.Content className="px-3 pb-3">{children}</Collapsible.Content>
    </Collapsible.Root>
  )
}

interface PanelProps {
  /** Names the region. */
  label: string
  header?: ReactNode
  children: ReactNode
}

/** A side panel: a named region with a header that stays and a body that scrolls. */
export function Panel({ label, header, children }: PanelProps) {
  return (
    <section aria-label={label} className="flex h-full min-h-0 flex-col bg-surface">
      {header}
      <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden">{children}</div>
    </section>
  )
}
