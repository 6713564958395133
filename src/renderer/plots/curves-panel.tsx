/** Loss and accuracy of the run, with a legend that reads out the values under the pointer. */
import { ChartLine } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from '../texts/use-translation'
import { EmptyState } from '../ui/empty-state'
import { CurvesChart, type CurveReading, type CurvesOptions, curveColors, metricColor } from './curves-chart'
import { curveColumns, hasShares, MEAN_POINTS } from './curve-columns'
import type { MetricSeries } from '../engine-link/metric-series'
import { t as textOf } from '../texts/index'
import { metricText } from '../engine-link/metric-values'
import { type DrawnMetric, useDrawnMetrics } from './use-drawn-metrics'
import { numberText, percentText } from '../texts/number-text'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import { ToggleButton } from '../ui/toggle-button'
import { useTrainBlocker } from '../run/run-buttons'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'

const CURVES = ['loss', 'lossMean', 'heldOutLoss', 'accuracy', 'heldOutAccuracy'] as const
type Curve = (typeof CURVES)[number]

export function CurvesPanel() {
  const { t } = useTranslation()
  const { series } = useSession().run
  const [smooth, setSmooth] = useState(true)
  const [logarithmic, setLogarithmic] = useState(false)
  const theme = useSyncExternalStore(onPaintStyle, () => paintStyle().theme)
  const textScale = useSyncExternalStore(onPaintStyle, () => paintStyle().scale)
  const empty = useRun((run) => run.metricsRevision >= 0 && series.points.length === 0)
  const legend = useRef<HTMLDivElement>(null)
  const lines = useDrawnMetrics()
  const shares = useRun((run) => run.metricsRevision >= 0 && hasShares(series.last, lines))
  const scheduled = useEditor((editor) => editor.document.training.scheduler !== undefined)
  const blocker = useTrainBlocker()
  if (empty)
    return (
      <EmptyState
        icon={ChartLine}
        title={t('live.curves.empty')}
        text={blocker ?? t('live.curves.emptyText')}
      />
    )
  const colors = curveColors(paintStyle())
  const colorOf: Record<Curve, string> = {
    loss: smooth ? `color-mix(in srgb, ${colors.loss} 50%, transparent)` : colors.loss,
    lossMean: colors.loss,
    heldOutLoss: colors.heldOut,
    accuracy: `color-mix(in srgb, ${colors.accuracy} 50%, transparent)`,
    heldOutAccuracy: colors.accuracy,
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-8 shrink-0 items-start gap-4 overflow-hidden py-1 pr-2 pl-3">
        <div
          ref={legend}
          className="flex min-h-6 min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-0.5 text-xs whitespace-nowrap text-muted"
        >
          {CURVES.map((curve) => (
            <span key={curve} data-curve={curve} hidden className="flex items-center gap-1.5">
              <span className="h-0.5 w-3 rounded-full" style={{ background: colorOf[curve] }} aria-hidden />
              <span data-label>
                {/* The others say of how many steps they are, which changes as the run goes on. */}
                {(curve === 'heldOutLoss' || curve === 'heldOutAccuracy') && t(`live.curves.${curve}`)}
              </span>
              <span data-value className="font-mono text-text tabular" />
            </span>
          ))}
          {lines.map(({ id, name }, place) => (
            <span key={id} data-curve={`metric-${place}`} hidden className="flex items-center gap-1.5">
              <span
                className="h-0.5 w-3 rounded-full"
                style={{ background: metricColor(place) }}
                aria-hidden
              />
              {name}
              <span data-value className="font-mono text-text tabular" />
            </span>
          ))}
          <span data-curve="lr" hidden className="flex items-center gap-1.5">
            <span className="w-3 border-t border-dotted border-faint" aria-hidden />
            {t('live.curves.lr')}
            <span data-value className="font-mono text-text tabular" />
          </span>
          <span data-curve="step" className="text-faint tabular">
            {t('live.curves.step')} <span data-value className="font-mono" />
          </span>
        </div>
        <div className="flex shrink-0 gap-1">
          <ToggleButton pressed={smooth} onChange={setSmooth}>
            {t('live.curves.smoothToggle')}
          </ToggleButton>
          <ToggleButton pressed={logarithmic} onChange={setLogarithmic}>
            {t('live.curves.logToggle')}
          </ToggleButton>
        </div>
      </div>
      <CurvesPlot
        // Another theme, scale or text size is another plot.
        key={JSON.stringify([theme, textScale, smooth, logarithmic, scheduled, shares, lines])}
        smooth={smooth}
        logarithmic={logarithmic}
        lines={lines}
        shares={shares}
        scheduled={scheduled}
        onRead={(reading) => writeReading(legend.current, reading, { lines, scheduled, series })}
      />
      <CurvesSummary />
    </div>
  )
}

type CurvesPlotProps = Omit<CurvesOptions, 'container'>

/** Mounted once for each look; follows the run outside React. */
function CurvesPlot(props: CurvesPlotProps) {
  const { t } = useTranslation()
  const { run } = useSession()
  const container = useRef<HTMLElement>(null)
  const first = useRef(props)
  useEffect(() => {
    if (!container.current) return undefined
    const { logarithmic, lines } = first.current
    const chart = new CurvesChart({ container: container.current, ...first.current })
    let handle = 0
    const draw = () => {
      handle = 0
      chart.update(curveColumns(run.series.points, run.getState().epochs, { logarithmic, lines }))
    }
    draw()
    const stop = run.subscribe((now, before) => {
      if (now.metricsRevision !== before.metricsRevision || now.epochs !== before.epochs)
        handle ||= requestAnimationFrame(draw)
    })
    return () => {
      cancelAnimationFrame(handle)
      stop()
      chart.destroy()
    }
  }, [run])
  return (
    <figure
      ref={container}
      aria-label={t('live.curves.label')}
      className="min-h-0 flex-1 overflow-hidden pr-1 pb-1"
    />
  )
}

/** Writes values into the legend without React; hides what was never measured. */
function writeReading(
  legend: HTMLElement | null,
  reading: CurveReading,
  { lines, scheduled, series }: { lines: readonly DrawnMetric[]; scheduled: boolean; series: MetricSeries },
): void {
  const write = (curve: string, text: string | null, label?: string): void => {
    const item = legend?.querySelector<HTMLElement>(`[data-curve=${curve}]`)
    const value = item?.querySelector('[data-value]')
    if (!item || !value) return
    item.hidden = text === null
    if (text !== null) value.textContent = text
    const said = item.querySelector('[data-label]')
    if (said && label !== undefined) said.textContent = label
  }
  const { lossMean, heldOutLoss, accuracy, heldOutAccuracy, latest } = reading
  // A long run keeps means of some steps; its last step is known as it was.
  const last = latest ? series.last : null
  const step = last?.step ?? reading.step
  const loss = last?.loss ?? reading.loss
  const of = last === null ? series.stride : 1
  const count = Math.min(MEAN_POINTS * series.stride, step ?? 1)
  write(
    'loss',
    loss === null ? null : numberText(loss),
    of === 1 ? textOf('live.curves.loss') : textOf('live.curves.lossOf', { count: of }),
  )
  write(
    'lossMean',
    lossMean === null || count < 2 ? null : numberText(lossMean),
    textOf('live.curves.lossMean', { count }),
  )
  write('heldOutLoss', heldOutLoss === null ? null : numberText(heldOutLoss))
  // The share that a person measures stands for the built-in one.
  const own = lines.some(({ form }) => form === 'share')
  write(
    'accuracy',
    own || accuracy === null ? null : percentText(accuracy),
    textOf('live.curves.accuracy', { count }),
  )
  write('heldOutAccuracy', own || heldOutAccuracy === null ? null : percentText(heldOutAccuracy))
  write('lr', scheduled && reading.lr !== null ? numberText(reading.lr, 3) : null)
  lines.forEach(({ form }, place) => {
    const { train = null, heldOut = null } = reading.metrics[place] ?? {}
    const texts = [train, heldOut].map((value) => (value === null ? '—' : metricText(form, value)))
    write(`metric-${place}`, train === null && heldOut === null ? null : texts.join(' / '))
  })
  write('step', step === null ? null : String(step))
}

/** The curve in words, changing once an epoch and when the run rests. */
function CurvesSummary() {
  const { t } = useTranslation()
  const { series } = useSession().run
  const epoch = useRun((run) => run.epochs.at(-1))
  const resting = useRun((run) => run.progress.state !== 'running')
  const { last } = series
  const parts: string[] = []
  if (resting && last) parts.push(t('live.curves.summary', { loss: numberText(last.loss), step: last.step }))
  if (epoch && epoch.heldOutLoss !== null)
    parts.push(t('live.curves.summaryHeldOut', { loss: numberText(epoch.heldOutLoss), epoch: epoch.epoch }))
  return <p className="sr-only">{parts.join(' ')}</p>
}
