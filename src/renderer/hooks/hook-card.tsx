/** One hook: what it is and whether it is on, and opened, its form and what it does to what passes. */
import { ChevronRight, CircleAlert, GripVertical } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import type { Hook } from '../../graph/document/document'
import type { HookPlace } from '../../graph/document/hook-place'
import { hookText } from '../../graph/hooks/hook-text'
import { hookDefinition } from '../../graph/hooks/index'
import { changeHook, isHookOn, switchedHook } from '../editing/hook-edits'
import { useSession } from '../session/session-provider'
import { useCanvas } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { Switch } from '../ui/switch'
import { HookForm } from './hook-form'
import { glyphOf } from './hook-marks'
import { HookSides } from './hook-sides'
import { useHookFindings } from './place'

interface HookCardProps {
  place: HookPlace
  hook: Hook
  dragged: boolean
  /** The only one of its place, so that there is no order to change. */
  alone: boolean
  /** Up or down by so many places. */
  onMove: (by: number) => void
  /** The pointer is at that height; null: the drag was given up. */
  onDrag: (y: number | null) => void
  onDrop: () => void
  onRemove: () => void
}

export function HookCard({ place, hook, dragged, alone, onMove, onDrag, onDrop, onRemove }: HookCardProps) {
  const { t } = useTranslation()
  const session = useSession()
  const [open, setOpen] = useState(false)
  const card = useOpened(hook.id, setOpen)
  const on = isHookOn(hook)
  // What it sees leaves as it came.
  const looks = hookDefinition(hook.type)?.looks === true
  const text = hookText(hook)
  const [problem] = useHookFindings(hook.id)
  const said = useId()
  return (
    <div
      ref={card}
      className={`rounded-md ring-1 ring-inset ring-line ${dragged ? 'opacity-60' : ''} ${on ? '' : 'bg-sunken'}`}
    >
      <div className={`flex h-8 items-center gap-1 pr-2 ${alone ? 'pl-1' : ''}`}>
        {!alone && (
          <button
            type="button"
            data-grip
            aria-label={t('hookPanel.drag', { hook: text })}
            title={t('hookPanel.drag', { hook: text })}
            className="flex h-8 w-5 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-faint hover:text-text"
            onKeyDown={(event) => moveByKey(event, onMove)}
            {...dragHandlers(onDrag, onDrop)}
          >
            <GripVertical size={13} aria-hidden />
          </button>
        )}
        <button
          type="button"
          aria-expanded={open}
          aria-label={t('hookPanel.item', { hook: text, pass: t(`hookPanel.pass.${hook.pass}`) })}
          aria-describedby={problem === undefined ? undefined : said}
          title={problem === undefined ? text : `${text}\n${problem.message}`}
          onClick={() => setOpen(!open)}
          data-hook-head
          onKeyDown={(event) => {
            if (event.altKey) moveByKey(event, onMove)
            if (event.key !== 'Delete' && event.key !== 'Backspace') return
            event.preventDefault()
            onRemove()
          }}
          className="flex h-8 min-w-0 flex-1 items-center gap-1.5 rounded-md pr-1 text-left"
        >
          <ChevronRight
            size={13}
            className={`shrink-0 text-faint transition-transform ${open ? 'rotate-90' : ''}`}
            aria-hidden
          />
          <span
            data-off={on ? undefined : ''}
            className={`hook-badge hook-mark-${hook.pass} shrink-0`}
            aria-hidden
          >
            <svg width={12} height={12} viewBox="0 0 14 14">
              <path d={glyphOf(hook.pass)} className="hook-mark-glyph" />
            </svg>
          </span>
          <span className={`min-w-0 truncate font-mono text-sm ${on ? '' : 'text-muted'}`}>{text}</span>
          {problem !== undefined && (
            <CircleAlert
              size={14}
              data-problem
              className={`ml-auto shrink-0 ${problem.severity === 'error' ? 'text-danger' : 'text-warning'}`}
              aria-hidden
            />
          )}
        </button>
        {problem !== undefined && (
          <span id={said} className="sr-only">
            {problem.message}
          </span>
        )}
        <Switch
          aria-label={t('hookPanel.on', { hook: text })}
          checked={on}
          onChange={(next) => changeHook(session, place, switchedHook(hook, next))}
        />
      </div>
      {open && (
        <div className="flex flex-col gap-3 border-t border-line p-2">
          <HookForm place={place} hook={hook} onMove={onMove} onRemove={onRemove} />
          {on && !looks && <HookSides hook={hook} place={place} />}
          {!on && <p className="text-sm text-muted">{t('hookPanel.offText')}</p>}
        </div>
      )}
    </div>
  )
}

/** Opens when the page asks for this hook, with the keyboard on its first field if it shall; closes when it asks for another. → for the element */
function useOpened(id: string, open: (open: boolean) => void) {
  const { canvas } = useSession()
  const element = useRef<HTMLDivElement>(null)
  const asked = useCanvas((state) => state.openHook)
  const [seen, setSeen] = useState<typeof asked>(null)
  if (asked !== seen) {
    setSeen(asked)
    if (asked !== null) open(asked.id === id)
  }
  useEffect(() => {
    if (asked?.id !== id) return
    element.current?.scrollIntoView({ block: 'nearest' })
    if (asked.focus) firstField(element.current)?.focus()
    canvas.setState({ openHook: null })
  }, [asked, canvas, id])
  return element
}

/** Of its arguments; where it has none, its heading. */
function firstField(card: HTMLElement | null): HTMLElement | null | undefined {
  return (
    card?.querySelector<HTMLElement>('[data-params] input, [data-params] button') ??
    card?.querySelector<HTMLElement>('[aria-expanded]')
  )
}

function moveByKey(event: KeyboardEvent, onMove: (by: number) => void): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (by === 0) return
  event.preventDefault()
  event.stopPropagation()
  onMove(by)
}

/** Escape gives a drag up. */
function dragHandlers(onDrag: (y: number | null) => void, onDrop: () => void) {
  return {
    onPointerDown: ({ currentTarget, pointerId, button }: PointerEvent) => {
      if (button !== 0) return
      currentTarget.setPointerCapture(pointerId)
      giveUpOnEscape(currentTarget, pointerId)
    },
    onPointerMove: ({ currentTarget, pointerId, clientY }: PointerEvent) => {
      if (currentTarget.hasPointerCapture(pointerId)) onDrag(clientY)
    },
    onPointerUp: ({ currentTarget, pointerId }: PointerEvent) => {
      if (currentTarget.hasPointerCapture(pointerId)) onDrop()
    },
    // It is released when a drag ends, also by Escape.
    onLostPointerCapture: () => onDrag(null),
  }
}

/** Nobody else hears the key: it would take the selection away. */
function giveUpOnEscape(grip: Element, pointer: number): void {
  const onKeyDown = (event: globalThis.KeyboardEvent): void => {
    if (event.key !== 'Escape' || !grip.hasPointerCapture(pointer)) return
    event.preventDefault()
    event.stopPropagation()
    grip.releasePointerCapture(pointer)
  }
  window.addEventListener('keydown', onKeyDown, { capture: true })
  grip.addEventListener('lostpointercapture', () => window.removeEventListener('keydown', onKeyDown, { capture: true }), { once: true }) // prettier-ignore
}
