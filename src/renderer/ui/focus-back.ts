import { useState } from 'react'

/** For windows that no button of their own opens: when they close, the focus goes back to what had it before. */
export function useFocusBack(): (event: Event) => void {
  const [from] = useState(focusedBefore)
  return (event) => {
    // The window would look for its button.
    event.preventDefault()
    if (from?.isConnected === true) from.focus({ preventScroll: true })
  }
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
