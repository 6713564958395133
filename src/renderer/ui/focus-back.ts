import { useLayoutEffect, useState } from 'react'

/** What had the focus when a window opened, and the window that was open then, or has just closed. */
interface Opened {
  from: HTMLElement | null
  over: Opened | null
}

let latest: Opened | null = null

/**
 * For windows that no button of their own opens: when they close, the focus goes back to what had it before. Of one that follows
 * another, which is gone by then, that is what had it before the first.
 */
export function useFocusBack(): (event: Event) => void {
  const [opened] = useState((): Opened => ({ from: focusedBefore(), over: latest }))
  useLayoutEffect(() => {
    latest = opened
  }, [opened])
  return (event) => {
    // The window would look for its button.
    event.preventDefault()
    if (latest === opened) latest = null
    let place: Opened | null = opened
    while (place !== null && !holdsFocus(place.from)) place = place.over
    place?.from?.focus({ preventScroll: true })
  }
}

function holdsFocus(element: HTMLElement | null): boolean {
  return element !== null && element.isConnected && element !== document.body
}

/** What has the focus; for an entry of a menu, which will be gone, the button that opened the menu. */
function focusedBefore(): HTMLElement | null {
  let element = document.activeElement
  for (let menu = menuOf(element); menu !== null; menu = menuOf(element))
    element = document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  return element instanceof HTMLElement || element instanceof SVGElement ? (element as HTMLElement) : null
}

function menuOf(element: Element | null): Element | null {
  return element?.closest('[role="menu"]') ?? null
}
