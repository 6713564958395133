import { Ellipsis } from 'lucide-react'
import { Tabs as Radix } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode, RefObject } from 'react'
import { useTranslation } from '../texts/use-translation'
import { ChoiceMenu } from './choice-menu'
import { IconButton } from './icon-button'

export interface Tab {
  id: string
  name: string
  /** Behind its name. */
  mark?: ReactNode
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

/** Pages of which one is seen. Where their names have no room beside each other, a menu has all of them. */
export function Tabs({ tabs, value, onChange, label, aside }: TabsProps) {
  const { t } = useTranslation()
  const [list, overflows] = useOverflow(value)
  return (
    <Radix.Root value={value} onValueChange={onChange} className="@container flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-stretch border-b border-line px-2">
        <Radix.List
          ref={list}
          aria-label={label}
          // A row scrolls by whole pixels, so that half of one would stay outside.
          className="flex min-w-0 scroll-px-1 overflow-x-auto px-px [scrollbar-width:none] @min-[35rem]:gap-1"
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              data-page={tab.id}
              className="relative flex shrink-0 items-center gap-1.5 rounded-sm px-1.5 whitespace-nowrap @min-[35rem]:px-2 -outline-offset-2 text-sm font-medium text-muted hover:text-text data-[state=active]:text-text data-[state=active]:after:absolute data-[state=active]:after:inset-x-1.5 data-[state=active]:@min-[35rem]:after:inset-x-2 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent"
            >
              {tab.name}
              {tab.mark}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {overflows && (
          <ChoiceMenu
            trigger={
              <IconButton icon={Ellipsis} size="sm" label={t('layout.allPages')} className="self-center" />
            }
            choices={tabs.map(({ id, name }) => ({ value: id, label: name }))}
            onChoose={onChange}
          />
        )}
        {aside !== undefined && <div className="ml-auto flex shrink-0 items-center gap-1 pl-1">{aside}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.id}
          value={tab.id}
          className="isolate min-h-0 flex-1 overflow-auto -outline-offset-2"
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}

/** Whether the names are wider than their row, in which the one that is open is in view. → for the row */
function useOverflow(open: string): [RefObject<HTMLDivElement | null>, boolean] {
  const list = useRef<HTMLDivElement>(null)
  const [overflows, setOverflows] = useState(false)
  useEffect(() => {
    const row = list.current
    if (!row) return undefined
    const measure = (): void => {
      setOverflows(row.scrollWidth > row.clientWidth + 1)
      row.querySelector(`[data-page=${open}]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    const observer = new ResizeObserver(measure)
    for (const each of [row, ...row.children]) observer.observe(each)
    // A window that changes its size may scroll the row and leave it as wide as it was.
    const later = (): number => requestAnimationFrame(measure)
    window.addEventListener('resize', later)
    return () => {
      observer.disconnect()
      window.removeEventListener('resize', later)
    }
  }, [open])
  return [list, overflows]
}
