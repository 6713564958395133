/** The names of the curves with their values; a click on one hides its line, and shows it again. */
import { useImperativeHandle, useRef } from 'react'
import type { Ref } from 'react'
import { metricText } from '../engine-link/metric-values'
import type { MetricSeries } from '../engine-link/metric-series'
import { paintStyle } from '../paint/paint-style'
import { t as textOf } from '../texts/index'
import { numberText, percentText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { classNames } from '../ui/class-names'
import { MEAN_POINTS } from './curve-columns'
import type { CurveReading } from './curve-reading'
import { curveColors, faded, metricColor, metricCurve } from './curve-style'
import type { CurveName } from './curve-style'
import { switchCurve, useCurvesView } from './curves-view'
import type { DrawnMetric } from './use-drawn-metrics'

export interface LegendHandle {
  /** Writes what is read out, without React; what was never measured goes. */
  write: (reading: CurveReading) => void
  /** The curves whose lines are drawn, for a picture. */
  entries: () => { color: string; text: string }[]
}

interface CurveLegendProps {
  ref: Ref<LegendHandle>
  lines: readonly DrawnMetric[]
  scheduled: boolean
  series: MetricSeries
}

export function CurveLegend({ ref, lines, scheduled, series }: CurveLegendProps) {
  const { t } = useTranslation()
  const smooth = useCurvesView((view) => view.smooth)
  const place = useRef<HTMLDivElement>(null)
  useImperativeHandle(
    ref,
    () => ({
      write: (reading) => {
        if (place.current) writeReading(place.current, reading, { lines, scheduled, series })
      },
      entries: () => (place.current ? entriesOf(place.current) : []),
    }),
    [lines, scheduled, series],
  )
  const colors = curveColors(paintStyle())
  return (
    <div
      ref={place}
      // Of a low window one line is what there is room for.
      className="flex min-h-6 min-w-0 flex-1 flex-wrap items-center gap-x-1 gap-y-0.5 text-xs whitespace-nowrap text-muted [@media(max-height:500px)]:flex-nowrap [@media(max-height:500px)]:overflow-x-auto"
    >
      <LegendItem
        curve="loss"
        color={smooth ? faded(colors.loss) : colors.loss}
        short={t('live.curves.short.loss')}
      />
      <LegendItem
        curve="lossMean"
        color={colors.loss}
        short={t('live.curves.short.lossMean')}
        drawn={smooth}
      />
      <LegendItem
        curve="heldOutLoss"
        color={colors.heldOut}
        name={t('live.curves.heldOutLoss')}
        short={t('live.curves.short.heldOutLoss')}
        dashed
      />
      <LegendItem curve="accuracy" color={faded(colors.accuracy)} short={t('live.curves.short.accuracy')} />
      <LegendItem
        curve="heldOutAccuracy"
        color={colors.accuracy}
        name={t('live.curves.heldOutAccuracy')}
        short={t('live.curves.short.heldOutAccuracy')}
        dashed
      />
      {lines.map(({ id, name }, at) => (
        <LegendItem
          key={id}
          curve={metricCurve(id)}
          data={`metric-${at}`}
          color={metricColor(at)}
          name={name}
          short={name}
        />
      ))}
      <LegendItem
        curve="lr"
        color={paintStyle().faint}
        name={t('live.curves.lr')}
        short={t('live.curves.lr')}
        dashed
      />
      <span data-curve="step" className="shrink-0 px-1 text-faint tabular">
        {t('live.curves.step')} <span data-value className="font-mono" />
      </span>
    </div>
  )
}

interface LegendItemProps {
  curve: CurveName
  /** The name under which its value is written, where that is another. */
  data?: string
  color: string
  dashed?: boolean
  /** Whether it has a line at all, which can then be switched. */
  drawn?: boolean
  /** Its name, where that does not change as the run goes on. */
  name?: string
  /** Where there is little room. */
  short: string
}

function LegendItem({
  curve,
  data = curve,
  color,
  dashed = false,
  drawn = true,
  name,
  short,
}: LegendItemProps) {
  const { t } = useTranslation()
  const shown = useCurvesView((view) => !view.hidden.has(curve))
  const seen = shown && drawn
  return (
    <button
      type="button"
      data-curve={data}
      hidden
      disabled={!drawn}
      aria-pressed={seen}
      title={drawn ? t(shown ? 'live.curves.hide' : 'live.curves.show') : undefined}
      onClick={() => switchCurve(curve)}
      className={classNames(
        'flex h-5 shrink-0 items-center gap-1.5 rounded-sm px-1 transition-colors enabled:hover:bg-hover',
        !shown && 'line-through opacity-60',
      )}
    >
      <span
        className={classNames('w-3 shrink-0 border-t-2', dashed && 'border-dashed', !seen && 'opacity-35')}
        style={{ borderColor: color }}
        data-color={color}
        aria-hidden
      />
      <span data-label className="hidden @min-[56rem]:inline">
        {name}
      </span>
      <span className="@min-[56rem]:hidden">{short}</span>
      <span data-value className="font-mono text-text tabular" />
    </button>
  )
}

function writeReading(
  legend: HTMLElement,
  reading: CurveReading,
  { lines, scheduled, series }: { lines: readonly DrawnMetric[]; scheduled: boolean; series: MetricSeries },
): void {
  const write = (curve: string, text: string | null, label?: string): void => {
    const item = legend.querySelector<HTMLElement>(`[data-curve=${curve}]`)
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

function entriesOf(legend: HTMLElement): { color: string; text: string }[] {
  return [...legend.querySelectorAll<HTMLElement>('button[aria-pressed=true]')]
    .filter((item) => !item.hidden)
    .map((item) => ({
      color: item.querySelector<HTMLElement>('[data-color]')?.dataset.color ?? '',
      text: item.querySelector('[data-label]')?.textContent ?? '',
    }))
}
