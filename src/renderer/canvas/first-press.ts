/** A press on something that the page did not have when it began: no pointer was over it before, as with a finger, or the camera put it under one. */
import type { Point } from '../../graph/drawing/geometry'

type Press = MouseEvent | TouchEvent

/**
 * The browser tells a press, and all that follows of it, to what was there when it began. Those that began on the bare pane are passed on to
 * what is brought into the page for them.
 * - `bring`: puts what lies at a place of the window into the page, and gives its element
 */
export function passFirstPress(surface: HTMLElement, bring: (place: Point) => Element | null): () => void {
  const copies = new WeakSet<Event>()
  let taker: Element | null = null
  const pass = (event: Press) => {
    event.stopPropagation()
    const copy = copyOf(event)
    copies.add(copy)
    taker?.dispatchEvent(copy)
    if (copy.defaultPrevented) event.preventDefault()
  }
  const begin = (event: Press) => {
    if (copies.has(event)) return
    // Two fingers move the camera, whatever is under the first.
    if (isTouch(event) && event.touches.length > 1) {
      taker?.dispatchEvent(cancelled(event))
      taker = null
      return
    }
    taker = isOnPane(event) && isPlain(event) ? bring(placeOf(event)) : null
    if (taker !== null) pass(event)
  }
  const goOn = (event: Press) => {
    if (taker === null || copies.has(event)) return
    const isThere = event.target instanceof Node && taker.contains(event.target)
    if (!isThere) pass(event)
    if (event.type === 'click') taker = null
  }
  const begins = ['mousedown', 'touchstart'] as const
  const goesOn = ['touchmove', 'touchend', 'touchcancel', 'click'] as const
  for (const type of begins) surface.addEventListener(type, begin, { capture: true, passive: false })
  for (const type of goesOn) surface.addEventListener(type, goOn, { capture: true, passive: false })
  return () => {
    for (const type of begins) surface.removeEventListener(type, begin, { capture: true })
    for (const type of goesOn) surface.removeEventListener(type, goOn, { capture: true })
  }
}

function isTouch(event: Press): event is TouchEvent {
  return 'touches' in event
}

function isOnPane({ target }: Press): boolean {
  return target instanceof Element && target.classList.contains('react-flow__pane')
}

/** Shift draws a frame, and the other buttons do something else. */
function isPlain(event: Press): boolean {
  return isTouch(event) || (event.button === 0 && !event.shiftKey)
}

function placeOf(event: Press): Point {
  const { clientX: x, clientY: y } = isTouch(event) ? event.changedTouches[0]! : event
  return { x, y }
}

function copyOf(event: Press): Press {
  return isTouch(event) ? touchOf(event.type, event, event.changedTouches) : new MouseEvent(event.type, event)
}

/** The fingers that were there before another came are there no longer. */
function cancelled(event: TouchEvent): TouchEvent {
  const come = new Set([...event.changedTouches].map(({ identifier }) => identifier))
  const before = [...event.touches].filter(({ identifier }) => !come.has(identifier))
  return touchOf('touchcancel', event, before)
}

/** One that is told anew, of these fingers. */
export function touchOf(
  type: string,
  { bubbles, cancelable, view, touches, targetTouches }: TouchEvent,
  changed: Iterable<Touch>,
): TouchEvent {
  return new TouchEvent(type, {
    bubbles,
    cancelable,
    view,
    touches: [...touches],
    targetTouches: [...targetTouches],
    changedTouches: [...changed],
  })
}
