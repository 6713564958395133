/** Two fingers move and zoom the canvas, whatever each of them is on. */
import { touchOf } from './first-press'

/**
 * The browser tells each finger's touch to what is under it, so that a node takes the one and the canvas gets the other. When a second one
 * comes, what the first has begun ends, and both are told to the pane as if they had come to it together; what follows comes to it by itself.
 *
 * - `held`: whether the first does what a second is not to end, as drawing a wire is
 */
export function passTwoFingers(surface: HTMLElement, held: () => boolean): () => void {
  const copies = new WeakSet<Event>()
  const tell = (target: EventTarget | null | undefined, copy: TouchEvent) => {
    copies.add(copy)
    target?.dispatchEvent(copy)
  }
  const begin = (event: TouchEvent) => {
    if (copies.has(event) || event.touches.length < 2 || held()) return
    event.stopPropagation()
    event.preventDefault()
    if (event.touches.length > 2) return
    const come = new Set([...event.changedTouches].map(({ identifier }) => identifier))
    for (const touch of event.touches)
      if (!come.has(touch.identifier)) tell(touch.target, touchOf('touchcancel', event, [touch]))
    tell(surface.querySelector('.react-flow__pane'), touchOf('touchstart', event, event.touches))
  }
  surface.addEventListener('touchstart', begin, { capture: true, passive: false })
  return () => surface.removeEventListener('touchstart', begin, { capture: true })
}
