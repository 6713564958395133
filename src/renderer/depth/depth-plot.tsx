/** Activations and gradients by depth, as they are now; the pointer or the arrow keys read one output, a click or Enter goes there. */
import { useMemo, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { focusNode } from '../editing/edit'
import { clearCanvas } from '../paint/canvas-size'
import { paintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { depthFrame, indexAt } from './depth-frame'
import type { DepthFrame } from './depth-frame'
import { paintDepth } from './depth-painter'
import { depthSeries } from './depth-series'
import { outputText, summaryText } from './depth-text'
import { recordDepth } from './use-depth'
import type { DepthLane } from './use-depth'

export interface DepthViewProps {
  lanes: readonly DepthLane[]
  /** The choice between the views. */
  choice: ReactNode
}

export function DepthPlot({ lanes, choice }: DepthViewProps) {
  const { t } = useTranslation()
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const reading = useRef<HTMLParagraphElement>(null)
  const said = useRef<HTMLParagraphElement>(null)
  const hover = useRef<number | null>(null)
  const frame = useRef<DepthFrame | null>(null)
  const draw = (): void => {
    const sized = canvas.current && clearCanvas(canvas.current)
    const seen = recordDepth(session, lanes)
    if (!sized) return
    const style = paintStyle()
    const forward = depthSeries(seen.forward)
    const backward = depthSeries(seen.backward)
    const at = hover.current !== null && hover.current < lanes.length ? hover.current : null
    frame.current = depthFrame([forward, backward], lanes.length, sized, style.scale)
    paintDepth(sized.context, style, {
      frame: frame.current,
      names: lanes.map(({ name }) => name),
      lines: [
        { series: forward, color: style.forward },
        { series: backward, color: style.backward },
      ],
      hover: at,
    })
    if (!reading.current) return
    reading.current.textContent =
      at === null
        ? summaryText(lanes, { forward, backward })
        : outputText(lanes[at]!.name, { forward: forward.points[at]!, backward: backward.points[at]! })
  }
  const subscribe = useMemo(() => (listener: () => void) => session.flow.subscribe(listener), [session])
  const redraw = useDrawing(canvas, draw, subscribe)
  const point = (index: number | null): void => {
    hover.current = index
    redraw.current()
  }
  const go = (): void => {
    const lane = hover.current === null ? undefined : lanes[hover.current]
    if (lane) focusNode(session, undefined, lane.node)
  }
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      Home: -lanes.length,
      End: lanes.length,
    }
    if (event.key === 'Enter') return go()
    const by = steps[event.key]
    if (by === undefined) return
    event.preventDefault()
    const from = hover.current ?? (by > 0 ? -1 : lanes.length)
    point(Math.min(lanes.length - 1, Math.max(0, from + by)))
    // Not at every look, which would be said over and over.
    requestAnimationFrame(() => {
      if (said.current) said.current.textContent = reading.current?.textContent ?? ''
    })
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <DepthHead choice={choice}>
        <p ref={reading} data-reading className="min-w-0 flex-1 truncate font-mono text-text tabular" />
      </DepthHead>
      <p ref={said} className="sr-only" aria-live="polite" />
      <div className="relative min-h-0 flex-1">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${t('live.depth.label')}. ${t('live.depth.hands')}`}
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

/** The line above a view: what the colours mean, what the pointer reads, and the choice of views. */
export function DepthHead({ choice, children }: { choice: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-8 shrink-0 items-center gap-4 py-1 pr-2 pl-3 text-xs text-muted">
      <span className="flex shrink-0 items-center gap-1.5" title={t('live.depth.activationHint')}>
        <span className="size-2 rounded-full bg-forward" aria-hidden />
        {t('live.depth.activation')}
      </span>
      <span className="flex shrink-0 items-center gap-1.5" title={t('live.depth.gradientHint')}>
        <span className="size-2 rounded-full bg-backward" aria-hidden />
        {t('live.depth.gradient')}
      </span>
      {children}
      {choice}
    </div>
  )
}
