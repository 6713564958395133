import { Plus, Search, SlidersHorizontal, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from '../texts/use-translation'
import { CATEGORIES } from '../../graph/registry/definition'
import { runAction } from '../actions/index'
import { fuzzyFilter } from '../ui/fuzzy'
import { IconButton } from '../ui/icon-button'
import { Panel } from '../ui/panel'
import { INPUT_CLASS } from '../ui/text-field'
import { paletteEntries } from '../editing/entries'
import type { PaletteEntry } from '../editing/entries'
import { chooseTrainingPart, trainingParts } from '../training/training-parts'
import { PaletteGroup } from './palette-group'
import { addEntry, PaletteItem } from './palette-item'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** Every node type: drag one to the canvas or onto a wire, or press it to add it beside the selection. */
export function Palette() {
  const { t } = useTranslation()
  const session = useSession()
  const [query, setQuery] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const modules = useEditor((state) => Object.keys(state.document.modules).join('\n'))
  const shown = useEditor((state) => state.module)
  const entries = useMemo(() => paletteEntries(modules.split('\n'), shown), [modules, shown])
  const { found, parts } = search(query, entries)
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
              if (event.key === 'Enter' && query !== '') {
                if (found[0] !== undefined) addEntry(session, found[0])
                else if (parts[0] !== undefined) chooseTrainingPart(session, parts[0].id)
              }
              if (event.key === 'Escape') setQuery('')
              if (event.key === 'ArrowDown') moveFocus(event, list.current)
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
      {/* Tab stops at the groups only: some forty types stand between the search field and the canvas. */}
      <div
        ref={list}
        role="presentation"
        className="px-2 pb-3"
        onKeyDown={(event) => moveFocus(event, list.current)}
      >
        {found.length === 0 && parts.length === 0 && (
          <p role="status" className="px-2 py-4 text-center text-sm text-muted">
            {t('palette.empty')}
          </p>
        )}
        {query === ''
          ? CATEGORIES.map((category) => (
              <PaletteGroup
                key={category}
                category={category}
                entries={entries.filter(({ definition }) => definition.category === category)}
              />
            ))
          : found.map((entry, i) => <PaletteItem key={entry.id} entry={entry} tabStop={i === 0} />)}
        {parts.map(({ id, label }, i) => (
          <button
            key={id}
            type="button"
            data-palette
            tabIndex={i === 0 ? 0 : -1}
            onClick={() => chooseTrainingPart(session, id)}
            className="flex h-7 w-full items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover"
          >
            <SlidersHorizontal size={14} className="mx-0.5 shrink-0 text-faint" aria-hidden />
            <span className="truncate" title={label}>
              {label}
            </span>
          </button>
        ))}
        {query === '' && (
          <button
            type="button"
            data-palette
            tabIndex={-1}
            onClick={() => runAction(session, 'module.new')}
            className="mt-1 flex h-7 w-full items-center gap-2 rounded-md px-1.5 text-left text-muted hover:bg-hover hover:text-text"
          >
            <Plus size={14} className="mx-0.5 shrink-0" aria-hidden />
            {t('action.module.new')}
          </button>
        )}
      </div>
    </Panel>
  )
}

/** The types that fit; where none does, the optimisers and schedules of that name, which are no layers but settings. */
function search(query: string, entries: readonly PaletteEntry[]) {
  if (query.trim() === '') return { found: entries, parts: [] }
  const settings = trainingParts.map(({ id, label }) => ({ id, label: label() }))
  const all = fuzzyFilter<PaletteEntry | (typeof settings)[number]>(query, [...entries, ...settings])
  const found = all.filter((each) => 'definition' in each)
  return { found, parts: found.length > 0 ? [] : all.filter((each) => !('definition' in each)) }
}

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = STEPS[event.key]
  const items = [...(list?.querySelectorAll<HTMLElement>('[data-palette]') ?? [])]
  if (step === undefined || items.length === 0) return
  event.preventDefault()
  const at = items.findIndex((item) => item === document.activeElement)
  items[Math.min(items.length - 1, Math.max(0, at + step))]?.focus()
}
