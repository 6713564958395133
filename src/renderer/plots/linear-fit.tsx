/** Points and moving line of a one-feature regression. */
import { useMemo, useRef, useState } from 'react'
import type { LineFit } from '../../engine/protocol'
import { t } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { clearCanvas } from '../paint/canvas-size'
import { curveAt, fitFrame, paintFit } from './line-painter'
import { numberText } from '../texts/number-text'
import { paintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'
import { residualsOf } from './residuals'
import { classNames } from '../ui/class-names'
import { ToggleButton } from '../ui/toggle-button'
import { onFit } from './on-fit'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'

export function LinearFit() {
  const { t: text } = useTranslation()
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const reading = useRef<HTMLSpanElement>(null)
  const pointer = useRef<number | null>(null)
  const summary = useRef<HTMLSpanElement>(null)
  const [residuals, setResiduals] = useState(false)
  const step = useRun((run) => (run.progress.state === 'running' ? null : (run.fit?.step ?? 0)))
  const draw = (): void => {
    const { fit } = session.run.getState()
    const sized = canvas.current && clearCanvas(canvas.current)
    if (!sized || fit?.kind !== 'line') return
    const style = paintStyle()
    const frame = fitFrame(fit, sized, style.scale)
    const { left, right, x } = frame
    const at = pointer.current
    const hover = at === null ? null : x[0] + ((at - left) / (right - left)) * (x[1] - x[0])
    paintFit(sized.context, style, fit, frame, hover, residuals)
    if (summary.current) summary.current.textContent = residuals ? residualsText(fit) : ''
    const value = hover === null ? null : curveAt(fit.curve, hover)
    if (!reading.current) return
    reading.current.textContent =
      hover === null || value === null
        ? ''
        : t('live.fit.read', { x: numberText(hover), y: numberText(value) })
  }
  const subscribe = useMemo(() => onFit(session), [session])
  const redraw = useDrawing(canvas, draw, subscribe)
  const point = (at: number | null): void => {
    pointer.current = at
    redraw.current()
  }
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1 text-xs whitespace-nowrap text-muted">
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-full bg-forward" aria-hidden />
          {text('live.fit.points')}
        </span>
        <span className="flex items-center gap-1.5">
          <span className="h-0.5 w-3 rounded-full bg-backward" aria-hidden />
          {text('live.fit.curve')}
        </span>
        <ToggleButton pressed={residuals} onChange={setResiduals} title={text('live.fit.residualsHint')}>
          {text('live.fit.residuals')}
        </ToggleButton>
        {/* Where there is room for one of them, the value under the pointer takes the place of the residuals. */}
        <span
          className={classNames(
            'flex h-6 items-center gap-4 overflow-hidden',
            residuals ? 'min-w-68' : 'min-w-0 flex-1',
          )}
        >
          <span
            ref={summary}
            data-residuals
            className="font-mono tabular empty:hidden @max-[56rem]:has-[+span:not(:empty)]:hidden"
          />
          <span ref={reading} className="font-mono text-text tabular" />
        </span>
      </div>
      <div className="relative min-h-0 flex-1">
        <canvas
          ref={canvas}
          className="absolute inset-0 size-full"
          onPointerMove={(event) => point(event.nativeEvent.offsetX)}
          onPointerLeave={() => point(null)}
        >
          {text('live.fit.label', { step: step ?? '…' })}
        </canvas>
      </div>
    </div>
  )
}

function residualsText(fit: LineFit): string {
  const { rmse, mean, largest } = residualsOf(fit)
  return t('live.fit.residualsRead', {
    rmse: numberText(rmse),
    mean: numberText(mean),
    largest: numberText(largest),
  })
}
