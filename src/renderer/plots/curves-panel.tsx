/** Loss and accuracy of the run, with a legend that reads out the values under the pointer. */
import { ChartLine, Copy, UnfoldHorizontal } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import { useTrainBlocker } from '../run/run-buttons'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { ChoiceMenu } from '../ui/choice-menu'
import { copyPicture, copyText } from '../ui/copy'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { ToggleButton } from '../ui/toggle-button'
import { curveColumns, hasShares } from './curve-columns'
import { CurveLegend } from './curve-legend'
import type { LegendHandle } from './curve-legend'
import { CurvesChart } from './curves-chart'
import type { CurvesOptions } from './curves-chart'
import { curvesCsv } from './curves-csv'
import { curvesPicture } from './curves-picture'
import { useCurvesView } from './curves-view'
import { FollowMenu } from './follow-menu'
import { ParameterPlot } from './parameter-plot'
import { useStepView } from './step-view'
import { useDrawnMetrics } from './use-drawn-metrics'

export function CurvesPanel() {
  const { t } = useTranslation()
  const { run, followed } = useSession()
  const { series } = run
  const { smooth, logarithmic, hidden } = useCurvesView()
  const look = useSyncExternalStore(onPaintStyle, () => `${paintStyle().theme} ${paintStyle().scale}`)
  const empty = useRun(({ metricsRevision }) => metricsRevision >= 0 && series.points.length === 0)
  const legend = useRef<LegendHandle>(null)
  const chart = useRef<CurvesChart>(null)
  const isPart = useStepView((view) => view.part !== null)
  const follows = useStore(followed.store, ({ numbers }) => numbers.length > 0)
  useEffect(() => () => useStepView.setState({ part: null }), [])
  const lines = useDrawnMetrics()
  const shares = useRun(({ metricsRevision }) => metricsRevision >= 0 && hasShares(series.last, lines))
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
  return (
    <div className="flex h-full min-h-0 flex-col [container-type:size]">
      <div className="flex min-h-8 shrink-0 items-start gap-4 overflow-hidden py-1 pr-2 pl-2">
        <CurveLegend ref={legend} lines={lines} scheduled={scheduled} series={series} />
        <div className="flex shrink-0 gap-1">
          {isPart && (
            <IconButton
              icon={UnfoldHorizontal}
              size="sm"
              label={t('live.curves.showAll')}
              onClick={() => useStepView.setState({ part: null })}
            />
          )}
          <ToggleButton pressed={smooth} onChange={(now) => useCurvesView.setState({ smooth: now })}>
            {t('live.curves.smoothToggle')}
          </ToggleButton>
          <ToggleButton
            pressed={logarithmic}
            onChange={(now) => useCurvesView.setState({ logarithmic: now })}
          >
            {t('live.curves.logToggle')}
          </ToggleButton>
          <FollowMenu />
          <CopyCurves chart={chart} legend={legend} />
        </div>
      </div>
      <div className="flex min-h-0 flex-1 [@container_(max-width:40rem)_and_(min-height:16rem)]:flex-col">
        <CurvesPlot
          // Another theme, scale or text size is another plot.
          key={JSON.stringify([look, smooth, logarithmic, scheduled, shares, lines, [...hidden]])}
          ref={chart}
          smooth={smooth}
          logarithmic={logarithmic}
          hidden={hidden}
          lines={lines}
          shares={shares}
          scheduled={scheduled}
          onRead={(reading) => legend.current?.write(reading)}
        />
        {follows && <ParameterPlot />}
      </div>
      <CurvesSummary />
    </div>
  )
}

interface CurvesPlotProps extends Omit<CurvesOptions, 'container'> {
  ref: { current: CurvesChart | null }
}

/** Mounted once for each look; follows the run outside React. */
function CurvesPlot(props: CurvesPlotProps) {
  const { t } = useTranslation()
  const { run } = useSession()
  const container = useRef<HTMLElement>(null)
  const first = useRef(props)
  useEffect(() => {
    if (!container.current) return undefined
    const { logarithmic, lines, ref } = first.current
    const chart = new CurvesChart({ ...first.current, container: container.current })
    ref.current = chart
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
      ref.current = null
    }
  }, [run])
  return (
    <figure
      ref={container}
      aria-label={t('live.curves.label')}
      aria-description={t('live.curves.hands')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys zoom and move it
      tabIndex={0}
      className="min-h-0 min-w-0 flex-1 overflow-hidden rounded-sm pr-1 pb-1 -outline-offset-2"
    />
  )
}

function CopyCurves({
  chart,
  legend,
}: {
  chart: { current: CurvesChart | null }
  legend: { current: LegendHandle | null }
}) {
  const { t } = useTranslation()
  const { run } = useSession()
  const lines = useDrawnMetrics()
  const copy = (form: 'csv' | 'png'): void => {
    if (form === 'csv') {
      const columns = curveColumns(run.series.points, run.getState().epochs, { logarithmic: false, lines })
      const names = lines.map(({ name }) => name)
      void copyText(curvesCsv(columns, names), t('live.curves.copied'))
    } else if (chart.current) {
      const picture = curvesPicture(chart.current.canvas, legend.current?.entries() ?? [])
      void copyPicture(picture, t('live.curves.copied'))
    }
  }
  return (
    <ChoiceMenu
      trigger={<IconButton icon={Copy} size="sm" label={t('live.curves.copy')} />}
      choices={[
        { value: 'png', label: t('live.curves.copyPicture') },
        { value: 'csv', label: t('live.curves.copyCsv') },
      ]}
      onChoose={copy}
    />
  )
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
