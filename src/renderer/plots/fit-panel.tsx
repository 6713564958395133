/** What the net says of its whole input space: the line of a regression, or the classes of a plane. */
import { ChartScatter } from 'lucide-react'
import { useRun } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { EmptyState } from '../ui/empty-state'
import { LinearFit } from './linear-fit'
import { PlaneFit } from './plane-fit'

export function FitPanel() {
  const { t } = useTranslation()
  const kind = useRun((run) => run.fit?.kind)
  if (kind === 'line') return <LinearFit />
  if (kind === 'plane') return <PlaneFit />
  return <EmptyState icon={ChartScatter} title={t('live.fit.empty')} text={t('live.fit.emptyText')} />
}
