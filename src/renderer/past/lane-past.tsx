/** A tensor over the steps in which it was looked at: its histogram, the band of its values, its norm and its share of zeros. */
import { useRef } from 'react'
import type { RefObject } from 'react'
import type { FlowDirection } from '../../graph/frames/frame'
import { clearCanvas } from '../paint/canvas-size'
import type { SizedCanvas } from '../paint/canvas-size'
import { paintStyle } from '../paint/paint-style'
import type { PaintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'
import { t } from '../texts/index'
import { numberText, percentText, rangeText, valueText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { lookAt, type PastFrame, valueSpan } from './past-frame'
import {
  paintBand,
  paintCrosshair,
  paintEnds,
  paintHistogramTimes,
  paintNotFinite,
  paintNumber,
  pastFrame,
} from './past-painter'
import { type PastLook, pastOf } from './tensor-past'
import { useFlow } from './use-past'

interface LanePastProps {
  laneKey: string
  direction: FlowDirection
}

const PLOTS = ['histogramTimes', 'band', 'normTimes', 'zerosTimes'] as const
type Plot = (typeof PLOTS)[number]
/** Stands between two numbers of a look. */
const BETWEEN = ' · '
const HEIGHTS: Readonly<Record<Plot, string>> = {
  histogramTimes: 'h-24',
  band: 'h-24',
  normTimes: 'h-14',
  zerosTimes: 'h-14',
}

export function LanePast({ laneKey, direction }: LanePastProps) {
  const { t: text } = useTranslation()
  const { flow } = useSession()
  const place = useRef<HTMLElement>(null)
  const reading = useRef<HTMLParagraphElement>(null)
  const pointer = useRef<number | null>(null)
  const draw = (): void => {
    const looks = pastOf(flow).looks(laneKey)
    if (!place.current || looks.length === 0) return
    const style = paintStyle()
    const drawn = canvasesOf(place).map(([plot, canvas]) => {
      const sized = clearCanvas(canvas)
      if (!sized) return null
      const frame = pastFrame(sized, looks, style.scale, plot === 'zerosTimes')
      const seen = pointer.current === null ? null : lookAt(looks, frame, pointer.current)
      paintPlot(plot, { sized, style, looks, frame, color: style[direction] })
      if (seen) paintCrosshair(sized, style, frame, seen.step)
      // The text inside a canvas is what those hear who do not see it.
      canvas.textContent = lookText(seen ?? looks.at(-1)!)
      return seen
    })
    if (reading.current) writeParts(reading.current, lookText(drawn.find((each) => each) ?? looks.at(-1)!))
  }
  const redraw = useDrawing(place, draw, useFlow())
  const point = (at: number | null): void => {
    pointer.current = at
    redraw.current()
  }
  return (
    <section ref={place} aria-label={text('live.past.label')} className="flex flex-col gap-1">
      <p
        ref={reading}
        data-reading
        className="min-h-12 font-mono text-xs text-muted tabular @min-[40rem]:min-h-8"
        data-selectable
      />
      {PLOTS.map((plot) => (
        <figure key={plot}>
          <figcaption className="text-xs text-muted">{text(`live.past.${plot}`)}</figcaption>
          <canvas
            data-plot={plot}
            className={`block w-full ${HEIGHTS[plot]}`}
            onPointerMove={(event) => point(event.nativeEvent.offsetX)}
            onPointerLeave={() => point(null)}
          />
        </figure>
      ))}
    </section>
  )
}

function canvasesOf(place: RefObject<HTMLElement | null>): [Plot, HTMLCanvasElement][] {
  return PLOTS.flatMap((plot) => {
    const canvas = place.current?.querySelector<HTMLCanvasElement>(`[data-plot=${plot}]`)
    return canvas ? [[plot, canvas] as [Plot, HTMLCanvasElement]] : []
  })
}

interface Scene {
  sized: SizedCanvas
  style: PaintStyle
  looks: readonly PastLook[]
  frame: PastFrame
  color: string
}

function paintPlot(plot: Plot, { sized, style, looks, frame, color }: Scene): void {
  const span = valueSpan(looks)
  if (plot === 'histogramTimes' || plot === 'band') {
    if (span) {
      if (plot === 'band') paintBand(sized, looks, frame, span, color)
      else paintHistogramTimes(sized, style, looks, frame, span)
      const { from, to } = rangeText(span.low, span.high)
      paintEnds(sized, style, frame, [from, to])
    }
  } else if (plot === 'zerosTimes') {
    paintNumber(sized, looks, frame, color, ({ statistics: { zeros } }) => zeros)
    paintEnds(sized, style, frame, ['0 %', '100 %'])
  } else {
    const { low, high } = normSpan(looks)
    paintNumber(sized, looks, frame, color, ({ statistics: { norm } }) =>
      norm > 0 && Number.isFinite(norm) ? (Math.log10(norm) - low) / (high - low) : null,
    )
    paintEnds(sized, style, frame, [valueText(10 ** low, 3), valueText(10 ** high, 3)])
  }
  paintNotFinite(sized, style, looks, frame)
}

/** A name and its number stay in one line. */
function writeParts(place: HTMLElement, text: string): void {
  const parts = text.split(BETWEEN).map((part) => {
    const element = document.createElement('span')
    element.className = 'whitespace-nowrap'
    element.textContent = part
    return element
  })
  place.replaceChildren(...parts.flatMap((part, at) => (at === 0 ? [part] : [BETWEEN, part])))
}

/** Whole powers of ten around all norms. */
function normSpan(looks: readonly PastLook[]): { low: number; high: number } {
  const exponents = looks.flatMap(({ statistics: { norm } }) =>
    norm > 0 && Number.isFinite(norm) ? [Math.log10(norm)] : [],
  )
  if (exponents.length === 0) return { low: -1, high: 1 }
  const low = Math.floor(Math.min(...exponents))
  return { low, high: Math.max(low + 1, Math.ceil(Math.max(...exponents))) }
}

function lookText({ step, statistics }: PastLook): string {
  const { min, max, mean, std, norm, zeros } = statistics
  return t('live.past.read', {
    step,
    min: valueText(min),
    max: valueText(max),
    mean: numberText(mean),
    std: numberText(std),
    norm: numberText(norm),
    zeros: percentText(zeros),
  })
}
