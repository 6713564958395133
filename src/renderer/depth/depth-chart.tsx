/** A plot over the depth of the net; the pointer or the arrow keys read one place, a click or Enter goes there. */
import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { clearCanvas } from '../paint/canvas-size'
import { paintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'
import { useTranslation } from '../texts/use-translation'
import { depthFrame, indexAt } from './depth-frame'
import type { DepthFrame } from './depth-frame'
import { DepthHead } from './depth-head'
import { paintDepth } from './depth-painter'
import type { DepthLine } from './depth-painter'

/** What is drawn now. */
export interface DepthDrawing {
  names: readonly string[]
  lines: readonly DepthLine[]
  /** What is said of one place, or of all where nobody points. */
  text: (index: number | null) => string
}

interface DepthChartProps {
  label: string
  /** What the colours mean. */
  legend: ReactNode
  /** The choice between the views. */
  choice: ReactNode
  see: () => DepthDrawing
  /** Calls the listener when there is something else to see. → the way to stop it */
  subscribe: (listener: () => void) => () => void
  onGo: (index: number) => void
}

export function DepthChart({ label, legend, choice, see, subscribe, onGo }: DepthChartProps) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const reading = useRef<HTMLParagraphElement>(null)
  const said = useRef<HTMLParagraphElement>(null)
  const hover = useRef<number | null>(null)
  const frame = useRef<DepthFrame | null>(null)
  const draw = (): void => {
    const sized = canvas.current && clearCanvas(canvas.current)
    const { names, lines, text } = see()
    if (!sized) return
    const style = paintStyle()
    const at = hover.current !== null && hover.current < names.length ? hover.current : null
    const series = lines.map((line) => line.series)
    frame.current = depthFrame(series, names.length, sized, style.scale)
    paintDepth(sized.context, style, { frame: frame.current, names, lines, hover: at })
    if (reading.current) reading.current.textContent = text(at)
  }
  const redraw = useDrawing(canvas, draw, subscribe)
  const point = (index: number | null): void => {
    hover.current = index
    redraw.current()
  }
  const go = (): void => {
    if (hover.current !== null) onGo(hover.current)
  }
  const press = (event: KeyboardEvent): void => {
    const count = frame.current?.count ?? 0
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -count, End: count }
    if (event.key === 'Enter') return go()
    const by = steps[event.key]
    if (by === undefined || count === 0) return
    event.preventDefault()
    const from = hover.current ?? (by > 0 ? -1 : count)
    point(Math.min(count - 1, Math.max(0, from + by)))
    // Not at every look, which would be said over and over.
    requestAnimationFrame(() => {
      if (said.current) said.current.textContent = reading.current?.textContent ?? ''
    })
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <DepthHead choice={choice} legend={legend}>
        <p ref={reading} data-reading className="min-w-24 flex-1 truncate font-mono text-text tabular" />
      </DepthHead>
      <p ref={said} className="sr-only" aria-live="polite" />
      <div className="relative min-h-0 flex-1">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${label}. ${t('live.depth.hands')}`}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- arrows read it, Enter goes to the node
          tabIndex={0}
          className="absolute inset-0 size-full rounded-sm -outline-offset-2"
          onPointerMove={({ nativeEvent }) =>
            point(frame.current && indexAt(frame.current, nativeEvent.offsetX))
          }
          onPointerLeave={() => point(null)}
          onClick={go}
          onKeyDown={press}
          onBlur={() => point(null)}
        />
      </div>
    </div>
  )
}
