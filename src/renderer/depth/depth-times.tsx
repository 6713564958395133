/** Depth and time: two pictures, of activations and of gradients; the pointer reads a look. */
import { useMemo, useRef } from 'react'
import { focusNode } from '../editing/edit'
import { clearCanvas } from '../paint/canvas-size'
import { colorMapGradient } from '../paint/color-map'
import type { ColorRange } from '../paint/color-map'
import { paintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'
import { nearestStep, pointAt, usePointedStep } from '../plots/pointed-step'
import { useSession } from '../session/session-provider'
import { t as textOf } from '../texts/index'
import { numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import type { FlowLook } from '../probes/look-history'
import { DepthHead, LanesLegend } from './depth-head'
import type { DepthViewProps } from './depth-plot'
import { cellOfTimes, paintTimes, timesRange } from './depth-times-painter'
import type { TimesFrame } from './depth-times-painter'
import { recordDepth } from './use-depth'
import type { DepthLane } from './use-depth'

export function DepthTimes({ lanes, choice }: DepthViewProps) {
  const { t } = useTranslation()
  const reading = useRef<HTMLParagraphElement>(null)
  const read = (text: string): void => {
    if (reading.current) reading.current.textContent = text
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <DepthHead choice={choice} legend={<LanesLegend />}>
        <p ref={reading} data-reading className="min-w-24 flex-1 truncate font-mono text-text tabular" />
      </DepthHead>
      <div className="grid min-h-0 flex-1 grid-cols-2 gap-3 px-3 pb-2">
        <TimesPicture lanes={lanes} direction="forward" label={t('live.depth.timesForward')} onRead={read} />
        <TimesPicture
          lanes={lanes}
          direction="backward"
          label={t('live.depth.timesBackward')}
          onRead={read}
        />
      </div>
    </div>
  )
}

interface TimesPictureProps {
  lanes: readonly DepthLane[]
  direction: 'forward' | 'backward'
  label: string
  /** Told what the pointer reads; nothing where it is elsewhere. */
  onRead: (text: string) => void
}

/** Beside the rows, for their names, in CSS pixels at the usual text size; and the least height of a row that has one. */
const NAMES = 76
const NAMED_ROW = 10

function TimesPicture({ lanes, direction, label, onRead }: TimesPictureProps) {
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const legend = useRef<HTMLDivElement>(null)
  const frame = useRef<TimesFrame | null>(null)
  const pointer = useRef<{ x: number; y: number } | null>(null)
  const draw = (): void => {
    const sized = canvas.current && clearCanvas(canvas.current)
    const seen = recordDepth(session, lanes)[direction]
    if (!sized) return
    const style = paintStyle()
    const { context, width, height } = sized
    const named = height / Math.max(1, lanes.length) >= NAMED_ROW * style.scale
    const left = named ? NAMES * style.scale : 0
    const range = timesRange(seen)
    const place = { left, top: 0, width: width - left, height }
    frame.current = paintTimes(sized, style, { lanes: seen, range, place })
    if (named) paintNames(context, lanes, { left, height })
    writeLegend(legend.current, range)
    if (pointer.current) {
      const look = lookAt(seen, frame.current, pointer.current)
      pointAt(look?.look.step ?? null)
      onRead(look ? lookText(lanes[look.row]!, look.look) : '')
    }
    paintMark(context, seen, frame.current, style.text)
  }
  const subscribe = useMemo(
    () => (listener: () => void) => {
      const stops = [session.flow.subscribe(listener), usePointedStep.subscribe(listener)]
      return () => stops.forEach((stop) => stop())
    },
    [session],
  )
  const redraw = useDrawing(canvas, draw, subscribe)
  return (
    <figure className="flex min-h-0 min-w-0 flex-col gap-1" aria-label={label}>
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
            pointAt(null)
            onRead('')
          }}
          onClick={({ nativeEvent: { offsetX, offsetY } }) => {
            const cell = frame.current && cellOfTimes(frame.current, offsetX, offsetY)
            if (cell) focusNode(session, undefined, lanes[cell.row]!.node)
          }}
        />
      </div>
      <div ref={legend} className="flex items-center gap-2 font-mono text-xs text-muted tabular">
        <span className="truncate font-sans">{label}</span>
        <span data-end="low" />
        <span data-bar className="h-2 min-w-8 flex-1 rounded-xs" />
        <span data-end="high" />
      </div>
    </figure>
  )
}

function paintNames(
  context: CanvasRenderingContext2D,
  lanes: readonly DepthLane[],
  { left, height }: { left: number; height: number },
): void {
  const style = paintStyle()
  const row = height / lanes.length
  context.font = `${Math.min(11, row) * style.scale}px ${style.sans}`
  context.fillStyle = style.muted
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  lanes.forEach(({ name }, i) => context.fillText(name, left - 6, (i + 0.5) * row, left - 8))
}

function writeLegend(legend: HTMLElement | null, { low, high }: ColorRange): void {
  const write = (end: string, value: number): void => {
    const place = legend?.querySelector(`[data-end=${end}]`)
    if (place) place.textContent = numberText(10 ** value, 2)
  }
  write('low', low)
  write('high', high)
  const bar = legend?.querySelector<HTMLElement>('[data-bar]')
  if (bar) bar.style.background = colorMapGradient('sequential', paintStyle().theme)
}

/** The look under the pointer; null where there is none. */
function lookAt(
  seen: readonly (readonly FlowLook[])[],
  frame: TimesFrame,
  { x, y }: { x: number; y: number },
): { row: number; look: FlowLook } | null {
  const cell = cellOfTimes(frame, x, y)
  const looks = cell && seen[cell.row]
  const look = looks?.[cell!.column - (frame.columns - looks.length)]
  return cell && look ? { row: cell.row, look } : null
}

function lookText({ name }: DepthLane, look: FlowLook): string {
  const value = look.notFinite ? textOf('live.depth.notFinite') : numberText(look.value)
  return textOf('live.depth.readTime', { name, step: look.step, value })
}

/** A line through the look nearest to the step at which the pointer is, here or in another plot. */
function paintMark(
  context: CanvasRenderingContext2D,
  seen: readonly (readonly FlowLook[])[],
  { left, top, width, height, columns }: TimesFrame,
  color: string,
): void {
  const { step } = usePointedStep.getState()
  const looks = seen.reduce<readonly FlowLook[]>(
    (most, each) => (each.length > most.length ? each : most),
    [],
  )
  if (step === null || looks.length === 0) return
  const at =
    columns -
    looks.length +
    nearestStep(
      looks.map((look) => look.step),
      step,
    )
  context.fillStyle = color
  context.fillRect(left + ((at + 0.5) / columns) * width - 0.5, top, 1, height)
}
