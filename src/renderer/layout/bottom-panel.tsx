/** Below the canvas: of the pages that are docked there, one. */
import { ChevronDown, Maximize2, PictureInPicture2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { useTranslation } from '../texts/use-translation'
import { placeOf, togglePanel, useLayoutStore } from '../window/layout-store'
import type { BottomTab } from '../window/layout-store'
import { fillPage, floatPage } from '../window/places'
import { IconButton } from '../ui/icon-button'
import { Tabs } from '../ui/tabs'
import { useRun } from '../session/use-stores'
import type { BottomPage } from './bottom-pages'

/** @param pages that are docked here, at least one */
export function BottomPanel({ pages }: { pages: readonly BottomPage[] }) {
  const { t } = useTranslation()
  const wanted = useLayoutStore((state) => state.bottomTab)
  useFitBegins()
  const place = useWanted()
  const tab = pages.find(({ id }) => id === wanted) ?? pages[0]!
  return (
    <section ref={place} aria-label={t('live.panel.label')} className="h-full min-h-0 bg-surface">
      <Tabs
        tabs={pages}
        value={tab.id}
        onChange={(id) => setTab(id as BottomTab)}
        label={t('live.panel.label')}
        aside={
          <>
            <IconButton
              icon={PictureInPicture2}
              size="sm"
              label={t('layout.float', { name: tab.name })}
              onClick={() => floatPage(tab.id)}
            />
            <IconButton
              icon={Maximize2}
              size="sm"
              label={t('layout.fill', { name: tab.name })}
              onClick={() => fillPage(tab.id)}
            />
            <IconButton
              icon={ChevronDown}
              size="sm"
              label={t('live.panel.close')}
              onClick={() => togglePanel('bottom', false)}
            />
          </>
        }
      />
    </section>
  )
}

/** A regression is best watched by its line; other networks have none. Whoever looks at parameters or prints goes on with these. */
function useFitBegins(): void {
  const fits = useRun((run) => run.fit !== null)
  const fitted = useRef(fits)
  useEffect(() => {
    if (fitted.current === fits) return
    fitted.current = fits
    if (fits && useLayoutStore.getState().bottomTab === 'curves') setTab('fit')
  }, [fits])
}

/** Brings the keyboard to the page that is open when somebody wants to go on there. → for the element */
function useWanted(): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null)
  const wanted = useLayoutStore((state) => state.pageWanted)
  useEffect(() => {
    if (wanted === null || placeOf(useLayoutStore.getState(), wanted)) return
    useLayoutStore.setState({ pageWanted: null })
    // A menu or a window gives the focus back first, in a timer of its own.
    requestAnimationFrame(() =>
      setTimeout(() =>
        place.current?.querySelector<HTMLElement>('[role="tabpanel"][data-state="active"]')?.focus(),
      ),
    )
  }, [wanted])
  return place
}

function setTab(bottomTab: BottomTab): void {
  useLayoutStore.setState({ bottomTab })
}
