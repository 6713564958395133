import { Search } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { fuzzyFilter } from './fuzzy'

export interface PickItem {
  id: string
  label: string
  /** What it is about, and whether it comes before others that fit as well. */
  name?: string
  first?: boolean
  keywords?: readonly string[]
  icon?: ReactNode
  /** One or two lines below the label. */
  detail?: string
  /** At the right end. */
  aside?: ReactNode
  /** A heading that stands above the first item of the group; only while nothing is searched. */
  group?: string
  /** Shown weaker. */
  faint?: boolean
}

interface PickListProps {
  items: readonly PickItem[]
  onPick: (id: string) => void
  placeholder: string
  /** Names the list. */
  label: string
  empty: string
  /** It comes while the window has the focus already. */
  takesFocus?: boolean
}

/** A search field over a list: type, arrow keys, Enter. The window around it gives the field the focus, and back what had it. */
export function PickList({ items, onPick, placeholder, label, empty, takesFocus = false }: PickListProps) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const shown = fuzzyFilter(query, items)
  const at = Math.min(active, shown.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })
  useEffect(() => {
    if (takesFocus) input.current?.focus()
  }, [takesFocus])
  const onKeyDown = (event: React.KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setActive(Math.min(shown.length - 1, Math.max(0, at + step)))
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      const picked = shown[at]
      if (picked !== undefined) onPick(picked.id)
    }
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={14} className="shrink-0 text-faint" aria-hidden />
        <input
          ref={input}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
          aria-label={placeholder}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
          placeholder={placeholder}
          className="h-10 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-faint"
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className="min-h-0 flex-1 overflow-y-auto p-1"
      >
        {shown.length === 0 && <p className="px-2 py-3 text-center text-sm text-muted">{empty}</p>}
        {shown.map((item, index) => (
          <div key={item.id} role="presentation">
            {query === '' && item.group !== undefined && item.group !== shown[index - 1]?.group && (
              <p className="px-2 pt-2 pb-1 text-xs text-faint">{item.group}</p>
            )}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              onPointerMove={() => setActive(index)}
              onClick={() => onPick(item.id)}
              onKeyDown={onKeyDown}
              className={`flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 aria-selected:bg-hover ${item.faint === true ? 'text-muted' : ''}`}
            >
              {item.icon}
              <span className="min-w-0 flex-1">
                <span className="block truncate">{item.label}</span>
                {item.detail !== undefined && (
                  <span className="line-clamp-2 pb-0.5 text-xs text-muted">{item.detail}</span>
                )}
              </span>
              {item.aside}
            </div>
          </div>
        ))}
      </div>
    </div>
  )
}
