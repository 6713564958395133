/** The pages below the canvas: curves, the fit of a regression, the net over its depth, samples, parameters, the engine's log and more. */
import { Suspense } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import { BreakpointCount, BreakpointsPanel } from '../debugger/breakpoints-panel'
import type { BottomTab } from '../window/layout-store'
import type { Tab } from '../ui/tabs'
import { ConsolePanel } from '../run/console-panel'
import { CurvesPanel } from '../plots/curves-panel'
import { useRun } from '../session/use-stores'
import { fetchedLater } from '../ui/fetched-later'

const DepthPanel = fetchedLater(async () => (await import('../depth/depth-panel')).DepthPanel)
const FeedPanel = fetchedLater(async () => (await import('../feed/feed-panel')).FeedPanel)
const FitPanel = fetchedLater(async () => (await import('../plots/fit-panel')).FitPanel)
const ParameterList = fetchedLater(async () => (await import('../parameters/parameter-list')).ParameterList)
const SamplesPanel = fetchedLater(async () => (await import('../samples/samples-panel')).SamplesPanel)

export type BottomPage = Tab & { id: BottomTab }

/** Those that this document has, docked or not. */
export function useBottomPages(): BottomPage[] {
  const { t } = useTranslation()
  const fits = useRun((run) => run.fit !== null)
  const plane = useRun((run) => run.fit?.kind === 'plane')
  const errors = useRun((run) => run.logs.filter(({ level }) => level === 'error').length)
  const notFinite = useRun((run) => run.notFinite?.kind)
  return [
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
      ? [
          {
            id: 'fit' as const,
            name: t(plane ? 'live.panel.plane' : 'live.panel.fit'),
            content: waited(<FitPanel />),
          },
        ]
      : []),
    { id: 'depth', name: t('live.panel.depth'), content: waited(<DepthPanel />) },
    { id: 'samples', name: t('ranked.tab'), content: waited(<SamplesPanel />) },
    { id: 'parameters', name: t('parameters.tab'), content: waited(<ParameterList />) },
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
    { id: 'feed', name: t('feed.title'), content: waited(<FeedPanel />) },
  ]
}

/** Nothing is seen until it has come. */
function waited(content: ReactNode): ReactNode {
  return <Suspense>{content}</Suspense>
}
