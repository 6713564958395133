/** How large activations and gradients are over the depth of the net, and how that changes as it trains. */
import { ChartSpline } from 'lucide-react'
import { useState } from 'react'
import { useTrainBlocker } from '../run/run-buttons'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { EmptyState } from '../ui/empty-state'
import { DepthPlot } from './depth-plot'
import { DepthTimes } from './depth-times'
import { UpdatesPlot } from './updates-plot'
import { useDepth } from './use-depth'

export function DepthPanel() {
  const { t } = useTranslation()
  const { series } = useSession().run
  const [view, setView] = useState<'depth' | 'times' | 'updates'>('depth')
  const lanes = useDepth()
  const empty = useRun((run) => run.metricsRevision >= 0 && series.points.length === 0 && run.stop === null)
  const blocker = useTrainBlocker()
  if (lanes.length === 0 || empty)
    return (
      <EmptyState
        icon={ChartSpline}
        title={t('live.depth.empty')}
        text={blocker ?? t('live.depth.emptyText')}
      />
    )
  const choice = (
    <Choice
      label={t('live.depth.view')}
      value={view}
      options={[
        { value: 'depth', label: t('live.depth.byDepth'), hint: t('live.depth.byDepthHint') },
        { value: 'times', label: t('live.depth.overTime'), hint: t('live.depth.overTimeHint') },
        { value: 'updates', label: t('live.depth.updates'), hint: t('live.depth.updatesHint') },
      ]}
      onChange={setView}
      className="shrink-0"
    />
  )
  if (view === 'updates') return <UpdatesPlot choice={choice} />
  const Plot = view === 'depth' ? DepthPlot : DepthTimes
  return <Plot lanes={lanes} choice={choice} />
}
