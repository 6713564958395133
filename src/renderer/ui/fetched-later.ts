/** Parts of the page that are not on its first picture: they are fetched when the page rests, or when somebody wants them before. */
import { createElement, lazy, useState } from 'react'
import type { ComponentType } from 'react'

const fetches: (() => Promise<unknown>)[] = []

/**
 * A component in a file of its own, e.g. `fetchedLater(async () => (await import('./about-dialog')).AboutDialog)`. Once that is there it is on
 * the page at once: what is typed next is meant for it, and a lazy component of React's lets a few frames pass.
 */
export function fetchedLater<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let there: ComponentType<Props> | null = null
  const fetch = async () => ({ default: (there = await load()) })
  fetches.push(fetch)
  const Lazy = lazy(fetch) as ComponentType<Props>
  return function FetchedLater(props: Props) {
    // One that is shown stays what it is: another component would begin anew.
    const [Shown] = useState(() => there ?? Lazy)
    return createElement(Shown, props)
  }
}

/** Fetches them one after another once the page has nothing else to do, so that nobody waits for them. */
export function fetchTheRest(): void {
  requestIdleCallback(() => {
    void fetches.reduce<Promise<unknown>>(
      (before, fetch) => before.then(fetch, () => undefined),
      Promise.resolve(),
    )
  })
}
