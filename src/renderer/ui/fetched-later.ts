/** Parts of the page that are not on its first picture: they are fetched when the page rests, or when somebody wants them before. */
import { lazy } from 'react'
import type { ComponentType, LazyExoticComponent } from 'react'

const fetches: (() => Promise<unknown>)[] = []

/** A component in a file of its own, e.g. `fetchedLater(async () => (await import('./about-dialog')).AboutDialog)`. */
export function fetchedLater<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  const fetch = async () => ({ default: await load() })
  fetches.push(fetch)
  return lazy(fetch)
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
