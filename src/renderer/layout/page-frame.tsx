/** A page over the canvas, in a frame that hands and keys move and resize, or over all that is below the top bar. */
import { Maximize2, Minimize2, Move, PanelBottom, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { textScale } from '../texts/text-scale'
import { useTranslation } from '../texts/use-translation'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { dragged, within } from '../window/frame-drag'
import type { Hold, Room } from '../window/frame-drag'
import { useLayoutStore } from '../window/layout-store'
import type { Frame, PageName, Place } from '../window/layout-store'
import { dockPage, fillPage, movePage, raisePage } from '../window/places'

interface PageFrameProps {
  name: PageName
  title: string
  place: Place
  room: Room
  /** Closes it; a page that has none goes back to where it is docked. */
  onClose?: () => void
  children: ReactNode
}

export function PageFrame({ name, title, place, room, onClose, children }: PageFrameProps) {
  const { t } = useTranslation()
  const [drag, setDrag] = useState<Frame | null>(null)
  const element = useFocusWanted(name)
  const frame = place.full || place.frame === null ? null : within(drag ?? place.frame, room)
  const hold = (how: Hold) =>
    frame && heldBy(frame, how, { room, onDrag: setDrag, onEnd: (now) => movePage(name, now) })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- whatever is pressed in it brings it to the front
    <section
      ref={element}
      aria-label={title}
      data-place={frame ? 'floating' : 'full'}
      tabIndex={-1}
      onPointerDownCapture={() => raisePage(name)}
      onKeyDown={(event) => leaveFull(event, name, place)}
      style={
        frame
          ? { left: rem(frame.left), top: rem(frame.top), width: rem(frame.width), height: rem(frame.height) }
          : undefined
      }
      className={classNames(
        'pointer-events-auto absolute flex flex-col bg-surface outline-none',
        frame ? 'rounded-lg border border-line-strong shadow-lg' : 'inset-0',
      )}
    >
      <header className="flex h-8 shrink-0 items-center gap-1 border-b border-line pr-1 pl-3">
        <h2
          {...(frame ? hold('move') : {})}
          className={classNames(
            'flex h-full min-w-0 flex-1 touch-none items-center text-sm font-medium select-none',
            frame && 'cursor-move',
          )}
        >
          <span className="truncate">{title}</span>
        </h2>
        {frame && (
          <IconButton
            icon={Move}
            size="sm"
            label={t('layout.moveFrame', { name: title })}
            hint={t('layout.moveFrameHint')}
            onKeyDown={(event) => moveByKey(event, frame, { name, room })}
          />
        )}
        <IconButton
          icon={place.full ? Minimize2 : Maximize2}
          size="sm"
          label={t(place.full ? 'layout.unfill' : 'layout.fill', { name: title })}
          onClick={() => fillPage(name)}
        />
        <IconButton
          icon={PanelBottom}
          size="sm"
          label={t('layout.dock', { name: title })}
          onClick={() => dockPage(name)}
        />
        {onClose && (
          <IconButton icon={X} size="sm" label={t('layout.closePage', { name: title })} onClick={onClose} />
        )}
      </header>
      <div className="isolate min-h-0 flex-1 overflow-auto rounded-b-lg">{children}</div>
      {frame &&
        EDGES.map(([how, where]) => (
          <div key={how} {...hold(how)} className={`absolute touch-none ${where}`} />
        ))}
    </section>
  )
}

/** Where hands take an edge or a corner; half of it lies outside of the frame. */
const EDGES: readonly (readonly [Hold, string])[] = [
  ['n', 'inset-x-2 -top-1 h-2 cursor-ns-resize'],
  ['s', 'inset-x-2 -bottom-1 h-2 cursor-ns-resize'],
  ['w', 'inset-y-2 -left-1 w-2 cursor-ew-resize'],
  ['e', 'inset-y-2 -right-1 w-2 cursor-ew-resize'],
  ['nw', '-top-1 -left-1 size-3 cursor-nwse-resize'],
  ['se', '-right-1 -bottom-1 size-3 cursor-nwse-resize'],
  ['ne', '-top-1 -right-1 size-3 cursor-nesw-resize'],
  ['sw', '-bottom-1 -left-1 size-3 cursor-nesw-resize'],
]

interface Held {
  room: Room
  onDrag: (frame: Frame | null) => void
  onEnd: (frame: Frame) => void
}

/** → the handlers of what is taken */
function heldBy(frame: Frame, hold: Hold, { room, onDrag, onEnd }: Held) {
  return {
    onPointerDown: (down: PointerEvent<HTMLElement>) => {
      if (down.button !== 0) return
      const taken: HTMLElement = down.currentTarget
      taken.setPointerCapture(down.pointerId)
      const ended = new AbortController()
      const { signal } = ended
      const now = (event: globalThis.PointerEvent): Frame => {
        const scale = textScale()
        const by = { x: (event.clientX - down.clientX) / scale, y: (event.clientY - down.clientY) / scale }
        return dragged(frame, hold, by, room)
      }
      taken.addEventListener('pointermove', (event) => onDrag(now(event)), { signal })
      for (const end of ['pointerup', 'pointercancel'] as const)
        taken.addEventListener(
          end,
          (event) => {
            ended.abort()
            onDrag(null)
            if (end === 'pointerup') onEnd(now(event))
          },
          { signal },
        )
    },
  }
}

const KEY_STEP = 16
const ARROWS: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -KEY_STEP, y: 0 },
  ArrowRight: { x: KEY_STEP, y: 0 },
  ArrowUp: { x: 0, y: -KEY_STEP },
  ArrowDown: { x: 0, y: KEY_STEP },
}

function moveByKey(event: KeyboardEvent, frame: Frame, { name, room }: { name: PageName; room: Room }): void {
  const by = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : undefined
  if (!by) return
  event.preventDefault()
  event.stopPropagation()
  movePage(name, dragged(frame, event.shiftKey ? 'se' : 'move', by, room))
}

/** Not where the key is a menu's or a window's, which stand elsewhere in the page; a hint that is open as well closes with it. */
function leaveFull(event: KeyboardEvent, name: PageName, { full }: Place): void {
  const isOwn = event.target instanceof Node && event.currentTarget.contains(event.target)
  if (event.key !== 'Escape' || !full || !isOwn) return
  event.preventDefault()
  fillPage(name)
}

/** Brings the keyboard to the frame when somebody wants to go on there. → for the element */
function useFocusWanted(name: PageName) {
  const element = useRef<HTMLElement>(null)
  const wanted = useLayoutStore((state) => state.pageWanted === name)
  useEffect(() => {
    if (!wanted) return
    useLayoutStore.setState({ pageWanted: null })
    raisePage(name)
    // A menu or a window gives the focus back first, in a timer of its own.
    requestAnimationFrame(() => setTimeout(() => element.current?.focus()))
  }, [wanted, name])
  return element
}

function rem(pixels: number): string {
  return `${pixels / 16}rem`
}
