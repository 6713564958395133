/** Beside the curves: the numbers of parameters that a person put there, over the same steps. */
import { X } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type uPlot from 'uplot'
import type { FollowedNumber, FollowedParameters } from '../engine-link/followed-parameters'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import { useSession } from '../session/session-provider'
import { numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { valueAxes } from './curve-axes'
import { metricColor } from './curve-style'
import { useCurvesView } from './curves-view'
import { followedColumns } from './followed-columns'
import { valueScale } from './plot-scale'
import { StepChart } from './step-chart'

export function ParameterPlot() {
  const { followed } = useSession()
  const numbers = useStore(followed.store, (state) => state.numbers)
  const logarithmic = useCurvesView((view) => view.logarithmic)
  const look = useSyncExternalStore(onPaintStyle, () => `${paintStyle().theme} ${paintStyle().scale}`)
  const [read, setRead] = useState<readonly (number | null)[]>([])
  return (
    <section className="flex min-h-0 min-w-0 flex-1 flex-col border-l border-line [@container_(max-width:40rem)_and_(min-height:16rem)]:border-t [@container_(max-width:40rem)_and_(min-height:16rem)]:border-l-0">
      <ul className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-2 px-2 py-1 text-xs text-muted [@container_(max-height:16rem)]:py-0 [@media(max-height:500px)]:flex-nowrap [@media(max-height:500px)]:overflow-x-auto">
        {numbers.map((number, at) => (
          <Followed key={`${number.number} ${number.key}`} number={number} at={at} value={read[at] ?? null} />
        ))}
      </ul>
      <Plot
        key={JSON.stringify([look, logarithmic, numbers])}
        numbers={numbers}
        logarithmic={logarithmic}
        onRead={setRead}
      />
    </section>
  )
}

function Followed({ number, at, value }: { number: FollowedNumber; at: number; value: number | null }) {
  const { t } = useTranslation()
  const { followed } = useSession()
  const name = `${number.key} · ${t(`parameters.${number.number}`)}`
  return (
    <li className="flex h-5 items-center gap-1.5 whitespace-nowrap [@container_(max-height:16rem)]:h-4">
      <span className="w-3 border-t-2" style={{ borderColor: metricColor(at) }} aria-hidden />
      <span>{name}</span>
      <span className="font-mono text-text tabular">{value === null ? '–' : numberText(value, 3)}</span>
      <IconButton
        icon={X}
        size="sm"
        className="-ml-1 scale-75"
        label={t('live.followed.remove', { name })}
        onClick={() => followed.toggle(number)}
      />
    </li>
  )
}

interface PlotProps {
  numbers: readonly FollowedNumber[]
  logarithmic: boolean
  onRead: (values: readonly (number | null)[]) => void
}

/** Mounted once for each look; follows the run outside React. */
function Plot({ numbers, logarithmic, onRead }: PlotProps) {
  const { t } = useTranslation()
  const { followed } = useSession()
  const container = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!container.current) return undefined
    return drawFollowed(followed, { container: container.current, numbers, logarithmic, onRead })
  }, [followed, numbers, logarithmic, onRead])
  return (
    <figure
      ref={container}
      aria-label={t('live.followed.label')}
      aria-description={t('live.curves.hands')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys zoom and move it
      tabIndex={0}
      className="min-h-0 flex-1 overflow-hidden rounded-sm pr-1 pb-1 -outline-offset-2"
    />
  )
}

/** → the way to end it */
function drawFollowed(
  followed: FollowedParameters,
  { container, numbers, logarithmic, onRead }: PlotProps & { container: HTMLElement },
): () => void {
  let columns: (number | null)[][] = []
  const chart = new StepChart({
    container,
    series: [{}, ...numbers.map((_, at) => line(metricColor(at)))],
    axes: valueAxes(logarithmic),
    scales: { y: valueScale(logarithmic) },
    leads: false,
    onPoint: (place) =>
      onRead(
        columns.map((values) => values.slice(0, (place ?? values.length) + 1).findLast(isKnown) ?? null),
      ),
  })
  let handle = 0
  const draw = (): void => {
    handle = 0
    const all = numbers.map((number) => followed.points(number))
    const { steps, values, drawn } = followedColumns(all, logarithmic)
    columns = values
    chart.update([steps, ...drawn])
  }
  draw()
  const stop = followed.store.subscribe(() => (handle ||= requestAnimationFrame(draw)))
  return () => {
    cancelAnimationFrame(handle)
    stop()
    chart.destroy()
  }
}

function isKnown(value: number | null): boolean {
  return value !== null
}

function line(color: string): uPlot.Series {
  return { scale: 'y', stroke: color, width: 1.5, spanGaps: true, points: { show: false } }
}
