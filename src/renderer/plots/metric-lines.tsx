/** On a metric node: what it says of the samples trained on, and of those held out. */
import { useTranslation } from '../texts/use-translation'
import type { MetricForm } from '../../graph/registry/definition'
import { metricText } from '../engine-link/metric-values'
import { useMetric } from '../run/use-metric'

/** Two lines of always the same height, so that nothing moves while training goes on. */
export function MetricLines({ node, form }: { node: string; form: MetricForm }) {
  const { t } = useTranslation()
  const { train, heldOut } = useMetric(node)
  const rows = [
    { key: 'train', label: t('live.metric.train'), value: train },
    { key: 'heldOut', label: t('live.metric.heldOut'), value: heldOut },
  ]
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-2 gap-y-0.5">
      {rows.map(({ key, label, value }) => (
        <div key={key} className="contents" data-metric={key}>
          <dt className="font-sans text-muted">{label}</dt>
          <dd className="truncate text-right text-text tabular">
            {value === null ? '—' : metricText(form, value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
