import { Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import { fetchedLater, fetchTheRest } from './fetched-later'

afterEach(() => vi.unstubAllGlobals())

it('is on the page at once where it has been fetched, so that what is typed next comes to it', async () => {
  vi.stubGlobal('requestIdleCallback', (then: () => void) => then())
  const Palette = fetchedLater(() => Promise.resolve(({ name }: { name: string }) => <p>{name}</p>))
  fetchTheRest()
  await new Promise((fetched) => setTimeout(fetched))
  const shown = renderToString(
    <Suspense fallback="waits">
      <Palette name="commands" />
    </Suspense>,
  )
  expect(shown).toBe('<!--$--><p>commands</p><!--/$-->')
})
