/** Below the canvas: curves, the fit of a regression, and the engine's log. */
import { ChevronDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { FeedPanel } from '../feed/feed-panel'
import { useTranslation } from '../texts/use-translation'
import { BreakpointCount, BreakpointsPanel } from '../debugger/breakpoints-panel'
import { togglePanel, useLayoutStore } from '../window/layout-store'
import type { BottomTab } from '../window/layout-store'
import { IconButton } from '../ui/icon-button'
import { type Tab, Tabs } from '../ui/tabs'
import { ConsolePanel } from '../run/console-panel'
import { CurvesPanel } from '../plots/curves-panel'
import { DepthPanel } from '../depth/depth-panel'
import { SamplesPanel } from '../samples/samples-panel'
import { ParameterList } from '../parameters/parameter-list'
import { FitPanel } from '../plots/fit-panel'
import { useRun } from '../session/use-stores'

export function BottomPanel() {
  const { t } = useTranslation()
  const wanted = useLayoutStore((state) => state.bottomTab)

  const fits = useRun((run) => run.fit !== null)
  const plane = useRun((run) => run.fit?.kind === 'plane')
  const errors = useRun((run) => run.logs.filter(({ level }) => level === 'error').length)
  const notFinite = useRun((run) => run.notFinite?.kind)
  // A regression is best watched by its line; other networks have none. Whoever looks at parameters or prints goes on with these.
  const fitted = useRef(fits)
  useEffect(() => {
    if (fitted.current === fits) return
    fitted.current = fits
    if (fits && useLayoutStore.getState().bottomTab === 'curves') setTab('fit')
  }, [fits])
  const place = useWanted()
  const tab = wanted === 'fit' && !fits ? 'curves' : wanted
  const tabs: Tab[] = [
    {
      id: 'curves',
      name: t('live.panel.curves'),
      mark: notFinite !== undefined && (
        <span className="rounded-full bg-danger-soft px-1.5 text-xs leading-4 text-danger">
          {notFinite === 'nan' ? 'NaN' : '∞'}
        </span>
      ),
      content: <CurvesPanel />,
    },
    ...(fits
      ? [{ id: 'fit', name: t(plane ? 'live.panel.plane' : 'live.panel.fit'), content: <FitPanel /> }]
      : []),
    { id: 'depth', name: t('live.panel.depth'), content: <DepthPanel /> },
    { id: 'samples', name: t('ranked.tab'), content: <SamplesPanel /> },
    { id: 'parameters', name: t('parameters.tab'), content: <ParameterList /> },
    {
      id: 'console',
      name: t('live.panel.console'),
      mark: errors > 0 && (
        <span className="rounded-full bg-danger-soft px-1.5 text-xs leading-4 text-danger tabular">
          {errors}
        </span>
      ),
      content: <ConsolePanel />,
    },
    {
      id: 'breakpoints',
      name: t('debug.breakpoints.title'),
      mark: <BreakpointCount />,
      content: <BreakpointsPanel />,
    },
    { id: 'feed', name: t('feed.title'), content: <FeedPanel /> },
  ]
  return (
    <section ref={place} aria-label={t('live.panel.label')} className="h-full min-h-0 bg-surface">
      <Tabs
        tabs={tabs}
        value={tab}
        onChange={(id) => setTab(id as BottomTab)}
        label={t('live.panel.label')}
        aside={
          <IconButton
            icon={ChevronDown}
            size="sm"
            label={t('live.panel.close')}
            onClick={() => togglePanel('bottom', false)}
          />
        }
      />
    </section>
  )
}

/** Brings the keyboard to the page that is open when somebody wants to go on there. → for the element */
function useWanted(): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null)
  const wanted = useLayoutStore((state) => state.bottomWanted)
  useEffect(() => {
    if (!wanted) return
    useLayoutStore.setState({ bottomWanted: false })
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
