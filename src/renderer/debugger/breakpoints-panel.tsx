/** Every breakpoint of the document: where it is, when it stops, how often it has, and a switch. */
import { CircleDot, CircleOff, CircleX, OctagonAlert, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { actionText } from '../../actions/actions'
import { PASSES_AT, breakpointsOf, modulesAlong } from '../../graph/breakpoints/document-breakpoints'
import type { Breakpoint, GraphDocument } from '../../graph/document/document'
import { definitionOf } from '../../graph/document/document'
import { placeOf } from '../../graph/document/hook-place'
import type { HookPass } from '../../graph/document/hook-place'
import { instanceModule } from '../editing/trail'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { breakable } from '../ui/breakable'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { Switch } from '../ui/switch'
import { keysOf } from '../window/keys'
import {
  changeBreakpoint,
  removeAllBreakpoints,
  removeBreakpoint,
  showBreakpoint,
  stopAtNaN,
  switchAllBreakpoints,
  switchBreakpoint,
} from './breakpoint-commands'
import { ConditionField } from './condition-field'
import { placeName } from './place-name'

/** How many there are, behind the name of their page; nothing where there is none. */
export function BreakpointCount() {
  const count = useEditor((state) => breakpointsOf(state.document).length)
  if (count === 0) return null
  return <span className="rounded-full bg-active px-1.5 text-xs leading-4 text-muted tabular">{count}</span>
}

export function BreakpointsPanel() {
  const { t } = useTranslation()
  const breakpoints = useEditor((state) => breakpointsOf(state.document))
  const session = useSession()
  const list = useRef<HTMLUListElement>(null)
  if (breakpoints.length === 0)
    return (
      <EmptyState
        icon={CircleDot}
        title={t('debug.breakpoints.empty')}
        text={t('debug.breakpoints.emptyText', {
          key: keysOf('debug.breakForward') ?? '',
          backward: keysOf('debug.breakBackward') ?? '',
        })}
      >
        <Button size="sm" onClick={() => stopAtNaN(session)}>
          <OctagonAlert size={13} aria-hidden />
          {t('action.debug.breakNaN')}
        </Button>
      </EmptyState>
    )
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      <ForAll onRemoved={() => focusRow(list.current, 0)} />
      <ul
        ref={list}
        aria-label={t('debug.breakpoints.list')}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
      >
        {breakpoints.map((breakpoint, at) => (
          <Row key={breakpoint.id} breakpoint={breakpoint} onRemoved={() => focusRow(list.current, at)} />
        ))}
      </ul>
    </div>
  )
}

/** The keyboard goes on at the row that is there now, and at the page around where there is none. */
function focusRow(list: HTMLUListElement | null, at: number): void {
  const page = list?.closest<HTMLElement>('[role=tabpanel]')
  requestAnimationFrame(() => {
    const places = page?.querySelectorAll<HTMLElement>('[data-place]') ?? []
    const left = places[Math.min(at, places.length - 1)] ?? page
    left?.focus()
  })
}

function ForAll({ onRemoved }: { onRemoved: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const clear = (): void => {
    onRemoved()
    removeAllBreakpoints(session)
  }
  const all = [
    { id: 'debug.breakNaN', icon: OctagonAlert, run: () => stopAtNaN(session) },
    { id: 'debug.allOn', icon: CircleDot, run: () => switchAllBreakpoints(session, true) },
    { id: 'debug.allOff', icon: CircleOff, run: () => switchAllBreakpoints(session, false) },
    { id: 'debug.clear', icon: CircleX, run: clear },
  ] as const
  return (
    <div className="flex h-8 shrink-0 items-center justify-end gap-1 px-2">
      {all.map(({ id, icon, run }) => (
        <IconButton
          key={id}
          icon={icon}
          size="sm"
          label={t(actionText(id))}
          shortcut={keysOf(id)}
          onClick={run}
        />
      ))}
    </div>
  )
}

function Row({ breakpoint, onRemoved }: { breakpoint: Breakpoint; onRemoved: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  const hits = useRun((run) => run.hits[breakpoint.id] ?? 0)
  const here = useRun((run) => run.stop?.breakpoint === breakpoint.id)
  const at = placeOf(breakpoint)
  const place = at === undefined ? breakpoint.id : placeName(document, breakpoint.module, at)
  const pass = t(`debug.pass.${breakpoint.pass}`)
  const remove = (): void => {
    onRemoved()
    removeBreakpoint(session, breakpoint.id)
  }
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (here) row.current?.scrollIntoView({ block: 'nearest' })
  }, [here])
  return (
    <li
      ref={row}
      data-here={here ? '' : undefined}
      className="breakpoint-row items-center rounded-md px-1.5 py-1"
    >
      <Switch
        aria-label={t('debug.breakpoints.enable', { place, pass })}
        checked={breakpoint.enabled ?? true}
        onChange={(on) => switchBreakpoint(session, breakpoint, on)}
      />
      <button
        type="button"
        data-place
        title={place}
        onClick={() => showBreakpoint(session, breakpoint)}
        onKeyDown={(event) => {
          if (event.key !== 'Delete' && event.key !== 'Backspace') return
          // It would take out what is selected on the canvas, too.
          event.preventDefault()
          remove()
        }}
        className="line-clamp-4 min-w-0 rounded-sm text-left [grid-area:place] text-sm font-medium wrap-anywhere underline-offset-2 hover:underline"
      >
        {breakable(place)}
        {breakpoint.module !== document.main && (
          <span className="font-normal text-faint"> {breakpoint.module}</span>
        )}
      </button>
      <div className="flex min-w-0 items-start gap-2 [grid-area:rule]">
        <div className="w-24 shrink-0 @min-[37.5rem]:w-28">
          <Select
            aria-label={t('debug.breakpoints.passOf', { place })}
            value={breakpoint.pass}
            options={(at ? PASSES_AT[at.kind] : []).map((value) => ({
              value,
              label: t(`debug.pass.${value}`),
            }))}
            onChange={(value) => changeBreakpoint(session, breakpoint, { pass: value as HookPass })}
          />
        </div>
        <ConditionField breakpoint={breakpoint} label={t('debug.breakpoints.condition', { place, pass })} />
        <Instances breakpoint={breakpoint} place={place} />
      </div>
      <span className="min-w-12 text-right text-xs whitespace-nowrap text-muted tabular [grid-area:hits]">
        {hits === 0 ? t('debug.breakpoints.noHits') : t('debug.breakpoints.hits', { count: hits })}
      </span>
      <IconButton
        icon={X}
        size="sm"
        label={t('debug.breakpoints.remove', { place, pass })}
        onClick={remove}
      />
    </li>
  )
}

const EVERYWHERE = 'everywhere'

/** In a definition with instances: all of them, or one by its path. */
function Instances({ breakpoint, place }: { breakpoint: Breakpoint; place: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  if (breakpoint.module === document.main) return null
  const paths = instancePaths(document, breakpoint.module)
  return (
    <div className="w-28 shrink-0 @min-[37.5rem]:w-32">
      <Select
        aria-label={t('debug.breakpoints.whereOf', { place })}
        value={breakpoint.path === undefined ? EVERYWHERE : JSON.stringify(breakpoint.path)}
        options={[
          { value: EVERYWHERE, label: t('debug.breakpoints.everywhere') },
          ...paths.map((path) => ({ value: JSON.stringify(path), label: pathName(document, path) })),
        ]}
        onChange={(value) =>
          changeBreakpoint(session, breakpoint, {
            path: value === EVERYWHERE ? undefined : (JSON.parse(value) as string[]),
          })
        }
      />
    </div>
  )
}

/** More instances are not offered one by one. */
const MOST_INSTANCES = 100

/** The ways to each instance of a definition. */
function instancePaths(document: GraphDocument, wanted: string): string[][] {
  const found: string[][] = []
  const walk = (module: string, path: readonly string[]): void => {
    for (const node of definitionOf(document, module)?.nodes ?? []) {
      const inner = instanceModule(node)
      if (inner === undefined || found.length >= MOST_INSTANCES || path.length > 20) continue
      if (inner === wanted) found.push([...path, node.id])
      else walk(inner, [...path, node.id])
    }
  }
  walk(document.main, [])
  return found
}

function pathName(document: GraphDocument, path: readonly string[]): string {
  const module = modulesAlong(document, path.slice(0, -1)).at(-1) ?? document.main
  return placeName(document, module, { kind: 'node', node: path.at(-1) ?? '' }, path.slice(0, -1))
}
