/** In the inspector of a metric node: its value after the last epoch, and the matrix of a confusion matrix. */
import { useState } from 'react'
import { numberIn } from '../../words/numbers'
import { useTranslation } from '../texts/use-translation'
import type { MetricForm } from '../../graph/registry/definition'
import { Section } from '../ui/panel'
import { Choice } from '../ui/choice'
import { chooseCell } from '../samples/ranked-store'
import type { Cell } from '../samples/ranked-store'
import { useSession } from '../session/session-provider'
import { showBottomTab } from '../window/layout-store'
import { ConfusionTable } from './confusion-table'
import { matrixTotals, metricText } from '../engine-link/metric-values'
import { useMetric } from '../run/use-metric'

export function MetricSection({ node, form }: { node: string; form: MetricForm }) {
  const { t } = useTranslation()
  return (
    <Section title={t('live.metric.title')}>
      {form === 'matrix' ? <Matrix node={node} /> : <Numbers node={node} form={form} />}
    </Section>
  )
}

function Numbers({ node, form }: { node: string; form: MetricForm }) {
  const { t } = useTranslation()
  const { train, heldOut, epoch } = useMetric(node)
  if (train === null && heldOut === null) return <p className="text-sm text-muted">{t('live.metric.none')}</p>
  const rows = [
    [t('live.metric.train'), train === null ? '—' : metricText(form, train)],
    [t('live.metric.heldOut'), heldOut === null ? '—' : metricText(form, heldOut)],
    ...(epoch > 0 ? [[t('live.metric.epoch'), String(epoch)]] : []),
  ]
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-2 gap-y-1 text-sm">
      {rows.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="truncate text-muted">{label}</dt>
          <dd className="font-mono tabular" data-selectable>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

type Part = 'train' | 'heldOut'

function Matrix({ node }: { node: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const reading = useMetric(node)
  const showSamples = (cell: Cell): void => {
    showBottomTab('samples')
    chooseCell(session, cell)
  }
  const [wanted, setWanted] = useState<Part>('heldOut')
  const parts = (['train', 'heldOut'] as const).filter((part) => Array.isArray(reading[part]))
  const part = parts.includes(wanted) ? wanted : parts[0]
  const matrix = part === undefined ? null : reading[part]
  if (!Array.isArray(matrix)) return <p className="text-sm text-muted">{t('live.metric.noMatrix')}</p>
  const { right, total } = matrixTotals(matrix)
  return (
    <div className="flex flex-col gap-2">
      {parts.length > 1 && part !== undefined && (
        <Choice
          label={t('live.metric.part')}
          value={part}
          options={parts.map((each) => ({ value: each, label: t(`live.metric.${each}`) }))}
          onChange={setWanted}
        />
      )}
      <ConfusionTable matrix={matrix} onCell={part === 'heldOut' ? showSamples : undefined} />
      <p className="text-sm text-muted tabular">
        {t('live.metric.rightLong', {
          right: numberIn(right),
          total: numberIn(total),
        })}
      </p>
    </div>
  )
}
