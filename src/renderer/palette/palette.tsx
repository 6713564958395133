import { ChevronRight, Search, X } from 'lucide-react'
import { Collapsible } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CATEGORIES } from '../../graph/nodes/definition'
import { CATEGORY_LOOKS, CategoryChip } from '../canvas/categories'
import { startEntryDrag } from '../canvas/drop'
import { camera, whenDrawn } from '../state/canvas-store'
import { addBesideSelection } from '../state/edit'
import { useEditorStore } from '../state/editor-store'
import { NODE_HEIGHT, NODE_WIDTH } from '../state/node-metrics'
import { fuzzyFilter } from '../ui/fuzzy'
import { IconButton } from '../ui/icon-button'
import { Panel } from '../ui/panel'
import { INPUT_CLASS } from '../ui/text-field'
import { paletteEntries } from './entries'
import type { PaletteEntry } from './entries'
import { Tooltip } from '../ui/tooltip'

/** Every node type: drag one to the canvas or onto a wire, or press it to add it beside the selection. */
export function Palette() {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const modules = useEditorStore((state) => state.document.modules)
  const shown = useEditorStore((state) => state.module)
  const entries = paletteEntries(Object.keys(modules), shown)
  const found = fuzzyFilter(query, entries)
  return (
    <Panel
      label={t('palette.title')}
      header={
        <div className="relative p-2">
          <Search size={14} className="absolute top-1/2 left-4 -translate-y-1/2 text-faint" aria-hidden />
          <input
            type="search"
            aria-label={t('palette.search')}
            placeholder={t('palette.search')}
            spellCheck={false}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && found[0] !== undefined && query !== '') addEntry(found[0])
              if (event.key === 'Escape') setQuery('')
            }}
            className={`${INPUT_CLASS} pr-7 pl-7 [&::-webkit-search-cancel-button]:hidden`}
          />
          {query !== '' && (
            <IconButton
              icon={X}
              size="sm"
              label={t('palette.clear')}
              className="absolute top-1/2 right-2.5 -translate-y-1/2"
              onClick={() => setQuery('')}
            />
          )}
        </div>
      }
    >
      <div className="px-2 pb-3">
        {found.length === 0 && (
          <p className="px-2 py-4 text-center text-sm text-muted">{t('palette.empty')}</p>
        )}
        {query === ''
          ? CATEGORIES.map((category) => (
              <PaletteGroup
                key={category}
                title={t(CATEGORY_LOOKS[category].label)}
                entries={entries.filter(({ definition }) => definition.category === category)}
              />
            ))
          : found.map((entry) => <PaletteItem key={entry.id} entry={entry} />)}
      </div>
    </Panel>
  )
}

function PaletteGroup({ title, entries }: { title: string; entries: readonly PaletteEntry[] }) {
  if (entries.length === 0) return null
  return (
    <Collapsible.Root defaultOpen asChild>
      <section aria-label={title} className="not-first:mt-1.5">
        <h3>
          <Collapsible.Trigger className="group flex h-6 w-full items-center gap-1 rounded-md px-1.5 text-xs text-faint hover:text-text">
            <span className="flex-1 truncate text-left">{title}</span>
            <ChevronRight
              size={12}
              aria-hidden
              className="opacity-0 transition-transform group-hover:opacity-100 group-focus-visible:opacity-100 group-data-[state=closed]:opacity-100 group-data-[state=open]:rotate-90"
            />
          </Collapsible.Trigger>
        </h3>
        <Collapsible.Content>
          {entries.map((entry) => (
            <PaletteItem key={entry.id} entry={entry} />
          ))}
        </Collapsible.Content>
      </section>
    </Collapsible.Root>
  )
}

function PaletteItem({ entry }: { entry: PaletteEntry }) {
  const { definition, label } = entry
  return (
    <Tooltip side="right" label={definition.doc}>
      <button
        type="button"
        draggable
        onDragStart={(event) => startEntryDrag(event, entry)}
        onClick={() => addEntry(entry)}
        className="flex h-7 w-full cursor-grab items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover active:cursor-grabbing"
      >
        <CategoryChip category={definition.category} size={18} />
        <span className="truncate">{label}</span>
      </button>
    </Tooltip>
  )
}

function addEntry(entry: PaletteEntry): void {
  const view = camera()
  const middle = view === null ? { x: 0, y: 0 } : view.toCanvas(view.middle())
  addBesideSelection(entry, { x: middle.x - NODE_WIDTH / 2, y: middle.y - NODE_HEIGHT / 2 })
  const { selection } = useEditorStore.getState()
  if (selection.kind === 'node') whenDrawn(() => view?.reveal(selection.id))
}
