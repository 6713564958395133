/** The distribution of a lane's values, live on a canvas. */
import { useRef, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { FlowDirection } from '../../graph/frames/frame'
import { clearCanvas } from '../paint/canvas-size'
import { paintHistogram } from '../paint/histogram-painter'
import { besideHistogram, binAt } from '../paint/histogram-scale'
import { laneFrame, useLanes } from './lane'
import { rangeText, valueText } from '../texts/number-text'
import { paintStyle } from '../paint/paint-style'
import { ToggleButton } from '../ui/toggle-button'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'

interface LaneHistogramProps {
  laneKey: string
  direction: FlowDirection
  /** A lane that is shown beside this one, on the same axis. */
  beside?: string
  /** How the counts are drawn, where somebody else asks for that, and for the title; left out: the histogram does. */
  scale?: 'linear' | 'logarithmic'
}

export function LaneHistogram({ laneKey, direction, beside, scale }: LaneHistogramProps) {
  const { t } = useTranslation()
  const session = useSession()
  // Most gradients are all but zero, so that only a log scale shows the others.
  const [chosen, setChosen] = useState(direction === 'backward')
  const logarithmic = scale === undefined ? chosen : scale === 'logarithmic'
  const canvas = useRef<HTMLCanvasElement>(null)
  const reading = useRef<HTMLSpanElement>(null)
  const pointer = useRef<number | null>(null)
  const subscribe = useLanes(laneKey, beside)
  const draw = (): void => {
    const frame = laneFrame(session, laneKey)
    const sized = canvas.current && clearCanvas(canvas.current)
    if (!frame || !sized) return
    const other = beside === undefined ? undefined : laneFrame(session, beside)
    const histogram = besideHistogram(frame.histogram, other?.histogram)
    const style = paintStyle()
    const hover = pointer.current === null ? null : pointer.current / sized.width
    paintHistogram(sized, style, histogram, { color: style[direction], logarithmic, hover })
    const label = { low: valueText(histogram.low), high: valueText(histogram.high) }
    // The text inside a canvas is what those hear who do not see it.
    if (canvas.current) canvas.current.textContent = t('live.wire.histogramLabel', label)
    if (!reading.current) return
    const bin = hover === null ? null : binAt(histogram, hover)
    reading.current.textContent = bin
      ? t('live.wire.bin', { ...rangeText(bin.from, bin.to), count: bin.count })
      : ''
  }
  const redraw = useDrawing(canvas, draw, subscribe)
  const point = (at: number | null): void => {
    pointer.current = at
    redraw.current()
  }
  return (
    <section>
      <div className={scale === undefined ? 'flex h-7 items-center gap-2' : 'hidden'}>
        <h4 className="text-sm font-medium">{t('live.wire.histogram')}</h4>
        <span
          ref={reading}
          className="min-w-0 flex-1 truncate text-right font-mono text-xs text-muted tabular"
        />
        <ToggleButton pressed={logarithmic} onChange={setChosen}>
          {t('live.wire.histogramLog')}
        </ToggleButton>
      </div>
      <canvas
        ref={canvas}
        className="block h-24 w-full"
        onPointerMove={(event) => point(event.nativeEvent.offsetX)}
        onPointerLeave={() => point(null)}
      />
    </section>
  )
}
