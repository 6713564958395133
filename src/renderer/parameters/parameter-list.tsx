/** One list for the net: every parameter and buffer with its numbers, sorted, filtered, and one step from its node. */
import { Layers, Search } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { ChangeList } from '../wire/change-list'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { INPUT_CLASS } from '../ui/text-field'
import { useRun } from '../session/use-stores'
import { ChangesButton } from './changes-button'
import { countOf, sorted } from './parameter-columns'
import type { ListedParameter, Sorting } from './parameter-columns'
import { ParameterGrid } from './parameter-grid'
import { useParameters } from '../session/use-parameters'

export function ParameterList() {
  const { t } = useTranslation()
  const rows = useParameters('list', null, (data) => data.rows)
  const numbers = useParameters('list', null, (data) => data.numbers)
  const changes = useRun((run) => run.changes)
  const opening = useRun((run) => run.opening || run.engine.state === 'starting')
  const [filter, setFilter] = useState('')
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const search = useRef<HTMLInputElement>(null)
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase()
    const found: ListedParameter[] = rows
      .filter(({ key, sharedBy }) => [key, ...sharedBy].some((name) => name.toLowerCase().includes(wanted)))
      .map((row) => ({ row, numbers: numbers[row.key] ?? null }))
    return sorting ? sorted(found, sorting) : found
  }, [rows, numbers, filter, sorting])
  if (rows.length === 0)
    return (
      <EmptyState
        icon={Layers}
        title={t('parameters.nothing')}
        text={t(opening ? 'parameters.waiting' : 'parameters.nothingText')}
      />
    )
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      <div className="flex min-h-8 shrink-0 items-center gap-2 border-b border-line px-3 py-1">
        <Counts short={changes.length > 0} />
        <ChangesButton
          changes={changes}
          className="@min-[45rem]:hidden"
          onEmpty={() => search.current?.focus()}
        />
        <label className="relative w-44 min-w-24 shrink-[9999]">
          <span className="sr-only">{t('parameters.filter')}</span>
          <Search
            size={13}
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-faint"
          />
          <input
            ref={search}
            type="search"
            value={filter}
            placeholder={t('parameters.filterShort')}
            spellCheck={false}
            onChange={(event) => setFilter(event.target.value)}
            className={`${INPUT_CLASS} h-6 pl-7 text-sm`}
          />
        </label>
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1">
          {shown.length === 0 ? (
            <EmptyState
              icon={Search}
              title={t('parameters.noMatch', { filter: filter.trim() })}
              text={t('parameters.noMatchText')}
            >
              <Button size="sm" onClick={() => setFilter('')}>
                {t('parameters.showAll')}
              </Button>
            </EmptyState>
          ) : (
            <ParameterGrid rows={shown} sorting={sorting} onSort={setSorting} />
          )}
        </div>
        {changes.length > 0 && (
          <div className="hidden w-60 shrink-0 overflow-y-auto border-l border-line px-3 pb-2 @min-[45rem]:block">
            <ChangeList changes={changes} />
          </div>
        )}
      </div>
    </div>
  )
}

/**
 * As PyTorch's `sum(p.numel() for p in net.parameters())`, of all, of those that learn, and of the others.
 *
 * - `short`: in a small panel of all alone
 */
function Counts({ short }: { short: boolean }) {
  const { t } = useTranslation()
  const rows = useParameters('counts', '', (data) => data.rows)
  const parameters = rows.filter(({ kind }) => kind === 'parameter')
  const sum = (learns?: boolean): number =>
    parameters
      .filter(({ requiresGrad }) => learns === undefined || requiresGrad === learns)
      .reduce((total, row) => total + countOf(row), 0)
  const buffers = rows.length - parameters.length
  const title = t('parameters.title', { count: parameters.length, numbers: sum() })
  const parts = [
    t('parameters.counts', { trainable: sum(true), frozen: sum(false) }),
    ...(buffers > 0 ? [t('parameters.buffers', { count: buffers })] : []),
  ].join(' · ')
  return (
    <p className="min-w-0 flex-auto truncate text-sm" title={`${title} · ${parts}`}>
      <span className="font-medium tabular">{title}</span>
      <span className={`ml-3 text-muted tabular ${short ? 'hidden @min-[40rem]:inline' : ''}`}>{parts}</span>
    </p>
  )
}
