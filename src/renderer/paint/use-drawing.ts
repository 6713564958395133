/** Draws on a canvas outside React: once a picture of the screen at most, when told that something changed. */
import { type RefObject, useEffect, useRef } from 'react'
import { onPaintStyle } from './paint-style'

/**
 * Calls `draw` after mounting, when the element's size or the theme changes, and whenever `subscribe` says so.
 * → a ref that draws again
 */
export function useDrawing(
  element: RefObject<HTMLElement | null>,
  draw: () => void,
  subscribe: (listener: () => void) => () => void,
): RefObject<() => void> {
  const latest = useRef(draw)
  const request = useRef<() => void>(() => undefined)
  useEffect(() => {
    latest.current = draw
    request.current()
  })
  useEffect(() => {
    let handle = 0
    const later = (): void => {
      handle ||= requestAnimationFrame(() => {
        handle = 0
        latest.current()
      })
    }
    request.current = later
    const resizing = new ResizeObserver(later)
    if (element.current) resizing.observe(element.current)
    const stops = [subscribe(later), onPaintStyle(later)]
    later()
    return () => {
      cancelAnimationFrame(handle)
      resizing.disconnect()
      for (const stop of stops) stop()
    }
  }, [element, subscribe])
  return request
}
