/** The pages below the canvas: curves, the fit of a regression, the net over its depth, samples, parameters, the engine's log and more. */
import { FeedPanel } from '../feed/feed-panel'
import { useTranslation } from '../texts/use-translation'
import { BreakpointCount, BreakpointsPanel } from '../debugger/breakpoints-panel'
import type { BottomTab } from '../window/layout-store'
import type { Tab } from '../ui/tabs'
import { ConsolePanel } from '../run/console-panel'
import { CurvesPanel } from '../plots/curves-panel'
import { DepthPanel } from '../depth/depth-panel'
import { SamplesPanel } from '../samples/samples-panel'
import { ParameterList } from '../parameters/parameter-list'
import { FitPanel } from '../plots/fit-panel'
import { useRun } from '../session/use-stores'

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
            content: <FitPanel />,
          },
        ]
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
}
