import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab {
  id: string
  label: ReactNode
  content: ReactNode
}

interface TabsProps {
  tabs: readonly Tab[]
  value: string
  onChange: (id: string) => void
  /** Names the row of tabs. */
  label: string
  /** At the right end of the row. */
  aside?: ReactNode
}

/** Pages of which one is seen. */
export function Tabs({ tabs, value, onChange, label, aside }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className="@container flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-stretch border-b border-line px-2">
        <Radix.List
          aria-label={label}
          className="flex min-w-0 overflow-x-auto [scrollbar-width:none] @min-[560px]:gap-1"
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              className="relative flex shrink-0 items-center gap-1.5 rounded-sm px-1.5 whitespace-nowrap @min-[560px]:px-2 -outline-offset-2 text-sm font-medium text-muted hover:text-text data-[state=active]:text-text data-[state=active]:after:absolute data-[state=active]:after:inset-x-1.5 data-[state=active]:@min-[560px]:after:inset-x-2 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {aside !== undefined && <div className="ml-auto flex shrink-0 items-center gap-1 pl-1">{aside}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className="min-h-0 flex-1 overflow-auto -outline-offset-2">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
