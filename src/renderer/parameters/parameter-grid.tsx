/** The rows of the list of parameters: only those in view are there, and the keyboard goes through all of them. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from '../texts/use-translation'
import { columnsFor, gridTemplate, inRem, leastWidth, ROW_HEIGHT } from './parameter-columns'
import type { Column, ColumnId, ListedParameter, Sorting } from './parameter-columns'
import { GridRow } from './grid-row'
import { setLearning } from './learning'
import { showParameter } from './show-parameter'
import { useSession } from '../session/session-provider'
import { useScaleStore } from '../texts/text-scale'

/** Rows beside those in view, so that a flick shows no gap. */
const SPARE = 6

interface ParameterGridProps {
  rows: readonly ListedParameter[]
  sorting: Sorting | null
  onSort: (sorting: Sorting | null) => void
}

export function ParameterGrid({ rows, sorting, onSort }: ParameterGridProps) {
  const { t } = useTranslation()
  const session = useSession()
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 400, width: 0 })
  const [current, setCurrent] = useState(0)
  const active = Math.min(current, rows.length - 1)
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const observer = new ResizeObserver(() =>
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth }),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const scale = useScaleStore((state) => state.scale)
  const width = view.width / scale
  const rowHeight = ROW_HEIGHT * scale
  const columns = useMemo(() => columnsFor(width, sorting?.by), [width, sorting?.by])
  const from = Math.max(0, Math.floor(view.top / rowHeight) - SPARE)
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE)
  const go = (index: number): void => {
    const next = Math.min(rows.length - 1, Math.max(0, index))
    setCurrent(next)
    const element = scroller.current
    if (!element) return
    const room = element.clientHeight - rowHeight
    const top = next * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room
    setView((before) => ({ ...before, top: element.scrollTop, height: element.clientHeight }))
    // The row may be drawn only now.
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 2)
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const listed = rows[active]
    if (event.key in moves) go(moves[event.key]!)
    else if (event.key === 'Enter' && listed) showParameter(session, listed.row, true)
    else if (event.key === ' ' && listed?.row.kind === 'parameter')
      setLearning(session, listed.row, !listed.row.requiresGrad)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={scroller}
      className="h-full overflow-auto"
      onScroll={({ currentTarget: { scrollTop, clientHeight } }) =>
        setView((before) => ({ ...before, top: scrollTop, height: clientHeight }))
      }
    >
      <p id="parameter-keys" className="sr-only">
        {t('parameters.keys')}
      </p>
      <div
        role="grid"
        aria-label={t('parameters.label')}
        aria-describedby="parameter-keys"
        aria-rowcount={rows.length + 1}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        style={{ minWidth: inRem(leastWidth(columns)) }}
      >
        <div role="rowgroup" className="sticky top-0 z-20 bg-surface">
          <Heading columns={columns} sorting={sorting} onSort={onSort} />
        </div>
        <div role="rowgroup" className="relative" style={{ height: inRem(rows.length * ROW_HEIGHT) }}>
          {rows.slice(from, to).map((listed, i) => (
            <GridRow
              key={listed.row.key}
              listed={listed}
              columns={columns}
              index={from + i}
              active={from + i === active}
              onActive={setCurrent}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

type HeadingProps = Pick<ParameterGridProps, 'sorting' | 'onSort'> & { columns: readonly Column[] }

function Heading({ columns, sorting, onSort }: HeadingProps) {
  const { t } = useTranslation()
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="grid h-7 items-center border-b border-line text-xs text-muted"
      style={{ gridTemplateColumns: gridTemplate(columns) }}
    >
      {columns.map(({ id, numeric }) => {
        const sorts = sorting?.by === id
        const Arrow = sorting?.descending === true ? ArrowDown : ArrowUp
        const hint =
          id === 'gradNorm' || id === 'updateRatio'
            ? t(`parameters.${id}Hint`)
            : t('parameters.sort', { name: t(`parameters.${id}`) })
        return (
          <div
            key={id}
            role="columnheader"
            aria-sort={sorts ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
            className={`min-w-0 ${id === 'key' ? 'sticky left-0 z-10 bg-surface pl-1' : ''}`}
          >
            <button
              type="button"
              title={hint}
              onClick={() => onSort(nextSorting(sorting, id, numeric))}
              className={`flex h-6 w-full items-center gap-0.5 rounded-sm px-2 hover:text-text ${numeric ? 'justify-end' : ''} ${sorts ? 'font-medium text-text' : ''}`}
            >
              {numeric && sorts && <Arrow size={11} aria-hidden className="shrink-0" />}
              <span className={`truncate ${id === 'requiresGrad' ? 'font-mono' : ''}`}>
                {t(`parameters.${id}`)}
              </span>
              {!numeric && sorts && <Arrow size={11} aria-hidden className="shrink-0" />}
            </button>
          </div>
        )
      })}
    </div>
  )
}

/** Numbers begin with the largest; a third press goes back to the order of the `state_dict`. */
function nextSorting(sorting: Sorting | null, by: ColumnId, numeric: boolean): Sorting | null {
  if (sorting?.by !== by) return { by, descending: numeric }
  return sorting.descending === numeric ? { by, descending: !numeric } : null
}
