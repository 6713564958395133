import { ChevronRight } from 'lucide-react'
import { Collapsible } from 'radix-ui'
import { useTranslation } from '../texts/use-translation'
import type { Category } from '../../graph/registry/definition'
import { CATEGORY_LOOKS } from './categories'
import { showGroup, useLayoutStore } from '../window/layout-store'
import { commonFirst } from './common'
import type { PaletteEntry } from '../editing/entries'
import { PaletteItem } from './palette-item'

/** One category: its common types, all of them on demand, or only its title. What a person chose is kept. */
export function PaletteGroup({
  category,
  entries,
}: {
  category: Category
  entries: readonly PaletteEntry[]
}) {
  const { t } = useTranslation()
  const view = useLayoutStore((state) => state.groups[category])
  if (entries.length === 0) return null
  const title = t(CATEGORY_LOOKS[category].label)
  const { common, rest } = commonFirst(entries)
  const word = view === 'all' ? t('palette.fewer') : t('palette.more', { count: rest.length })
  return (
    <Collapsible.Root
      open={view !== 'closed'}
      onOpenChange={(open) => showGroup(category, open ? undefined : 'closed')}
      asChild
    >
      <section aria-label={title} className="not-first:mt-1">
        <h3>
          <Collapsible.Trigger
            data-palette
            aria-label={t('palette.group', { title, count: entries.length })}
            className="group flex h-7 w-full items-center gap-1 rounded-md pr-2 pl-0.5 text-xs text-muted hover:bg-hover hover:text-text"
          >
            <ChevronRight
              size={14}
              aria-hidden
              className="shrink-0 text-faint transition-transform group-data-[state=open]:rotate-90"
            />
            <span className="flex-1 truncate text-left font-medium">{title}</span>
            <span className="text-faint tabular">{entries.length}</span>
          </Collapsible.Trigger>
        </h3>
        <Collapsible.Content>
          {[...common, ...(view === 'all' ? rest : [])].map((entry) => (
            <PaletteItem key={entry.id} entry={entry} />
          ))}
          {rest.length > 0 && (
            <button
              type="button"
              data-palette
              tabIndex={-1}
              aria-expanded={view === 'all'}
              aria-label={`${word}, ${title}`}
              onClick={() => showGroup(category, view === 'all' ? undefined : 'all')}
              className="flex h-7 w-full items-center rounded-md pl-8 text-left text-sm text-muted hover:bg-hover hover:text-text"
            >
              {word}
            </button>
          )}
        </Collapsible.Content>
      </section>
    </Collapsible.Root>
  )
}
