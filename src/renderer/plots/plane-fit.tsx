/** The points of a classification with two features, and the class that the net gives every place, as it trains. */
import { useMemo, useRef } from 'react'
import type { PlaneFit as Plane } from '../../engine/protocol'
import { clearCanvas } from '../paint/canvas-size'
import { paintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { t as textOf } from '../texts/index'
import { numberText, percentText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { classColor } from './class-colors'
import type { FitFrame } from './line-painter'
import { onFit } from './on-fit'
import { paintPlane, placeAt, planeFrame } from './plane-painter'

export function PlaneFit() {
  const { t } = useTranslation()
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const reading = useRef<HTMLSpanElement>(null)
  const pointer = useRef<{ x: number; y: number } | null>(null)
  const classes = useRun((run) => (run.fit?.kind === 'plane' ? run.fit.classes : 0))
  const step = useRun((run) => (run.progress.state === 'running' ? null : (run.fit?.step ?? 0)))
  const draw = (): void => {
    const { fit } = session.run.getState()
    const sized = canvas.current && clearCanvas(canvas.current)
    if (!sized || fit?.kind !== 'plane') return
    const style = paintStyle()
    const frame = planeFrame(fit, sized, style.scale)
    paintPlane(sized.context, style, fit, frame)
    if (reading.current) reading.current.textContent = readAt(fit, frame, pointer.current)
  }
  const subscribe = useMemo(() => onFit(session), [session])
  const redraw = useDrawing(canvas, draw, subscribe)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-4 overflow-hidden px-3 text-xs whitespace-nowrap text-muted">
        {Array.from({ length: classes }, (_, index) => (
          <span key={index} className="flex items-center gap-1.5">
            <span className="size-2 rounded-full" style={{ background: classColor(index) }} aria-hidden />
            {t('live.fit.class', { index })}
          </span>
        ))}
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-full ring-[1.5px] ring-text" aria-hidden />
          {t('live.fit.wrong')}
        </span>
        <span ref={reading} className="font-mono text-text tabular" />
      </div>
      <div className="relative min-h-0 flex-1">
        <canvas
          ref={canvas}
          className="absolute inset-0 size-full"
          onPointerMove={({ nativeEvent: { offsetX: x, offsetY: y } }) => {
            pointer.current = { x, y }
            redraw.current()
          }}
          onPointerLeave={() => {
            pointer.current = null
            redraw.current()
          }}
        >
          {t('live.fit.planeLabel', { step: step ?? '…' })}
        </canvas>
      </div>
    </div>
  )
}

function readAt(
  fit: Plane,
  { left, right, top, bottom, x, y }: FitFrame,
  pointer: { x: number; y: number } | null,
): string {
  if (!pointer) return ''
  const first = x[0] + ((pointer.x - left) / (right - left)) * (x[1] - x[0])
  const second = y[0] + ((bottom - pointer.y) / (bottom - top)) * (y[1] - y[0])
  const place = placeAt(fit, first, second)
  return place === null
    ? ''
    : textOf('live.fit.readPlane', {
        x: numberText(first, 3),
        y: numberText(second, 3),
        index: place.winner,
        share: percentText(place.confidence),
      })
}
