/** A lane's feature maps or heat map, live on a canvas; the pointer reads single values. */
import { use, useRef } from 'react'
import type { Axes } from './axes'
import { useTranslation } from '../texts/use-translation'
import type { FlowFrame, FlowPicture } from '../../graph/frames/frame'
import { t } from '../texts/index'
import { clearCanvas } from '../paint/canvas-size'
import { colorMapGradient, mapKindOf } from '../paint/color-map'
import { laneFrame, useLanes } from './lane'
import { exactText, numberText, valueText } from '../texts/number-text'
import { paintStyle } from '../paint/paint-style'
import { PictureHeight } from './picture-height'
import { MAP_GAP, type PaintedPicture, paintPicture } from './picture-painter'
import { cellAt } from '../paint/picture-pixels'
import type { PictureCell } from '../paint/picture-pixels'
import { elementsOf } from './picture-elements'
import { pixelOf } from './picture-mark'
import { indexOf } from './tensor-editing'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'

interface LanePictureProps {
  laneKey: string
  /** Sample of feature maps or of a heat map, for what the pointer reads; null: a heat map of all. */
  sample: number | null
  /** A lane that is shown beside this one, on the same scale. */
  beside?: string
  shape?: readonly number[]
  /** What PyTorch calls the first two dimensions; left out: those of a batch. */
  axes?: Axes | undefined
  /** Where the pointer draws: the elements that it has come over, when it is let go. */
  onDraw?: ((indices: number[]) => void) | null
  /** Where nothing is drawn: an element that was clicked. */
  onPick?: ((index: number[]) => void) | undefined
  /** An element that is marked. */
  marked?: readonly number[] | null
}

export function LanePicture(props: LanePictureProps) {
  const { laneKey, sample, beside, shape = [], axes, onDraw = null, onPick, marked = null } = props
  const { t: text } = useTranslation()
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const legend = useRef<HTMLDivElement>(null)
  const reading = useRef<HTMLParagraphElement>(null)
  const painted = useRef<PaintedPicture | null>(null)
  const pointer = useRef<{ x: number; y: number } | null>(null)
  const drawn = useRef<Set<number> | null>(null)
  const most = use(PictureHeight)
  const subscribe = useLanes(laneKey, beside)
  const draw = (): void => {
    const frame = laneFrame(session, laneKey)
    const sized = canvas.current && clearCanvas(canvas.current)
    if (!frame || !sized || frame.picture?.kind === 'table') return
    const result = paintPicture(
      sized,
      paintStyle(),
      frame,
      beside === undefined ? undefined : laneFrame(session, beside),
    )
    painted.current = result
    if (!result) return
    const high = Math.ceil(result.height)
    if (canvas.current?.parentElement) canvas.current.parentElement.style.height = `${high}px`
    if (marked && frame.picture)
      paintMark(sized.context, frame.picture, result, { index: marked, shape, sample })
    writeLegend(legend.current, frame, result)
    writeReading(reading.current, frame, result, pointer.current, {
      sample,
      axes,
      hint: beside !== undefined ? null : onPick && !onDraw ? 'explain.hint' : 'live.wire.hoverHint',
    })
  }
  const redraw = useDrawing(canvas, draw, subscribe)
  const touch = (at: { x: number; y: number }): void => {
    const frame = laneFrame(session, laneKey)
    if (!frame?.picture || !painted.current || !drawn.current) return
    const cell = cellUnder(frame.picture, painted.current, at)
    if (cell)
      for (const index of elementsOf(cell, { kind: frame.picture.kind, shape, sample }))
        drawn.current.add(index)
  }
  const pick = (at: { x: number; y: number }): void => {
    const frame = laneFrame(session, laneKey)
    const cell = frame?.picture && painted.current && cellUnder(frame.picture, painted.current, at)
    const [first] = cell ? elementsOf(cell, { kind: frame.picture!.kind, shape, sample }) : []
    if (first !== undefined) onPick?.(indexOf(first, shape))
  }
  const release = (): void => {
    if (drawn.current && drawn.current.size > 0) onDraw?.([...drawn.current])
    drawn.current = null
  }
  return (
    <div>
      <div className="relative overflow-hidden" style={{ maxHeight: most }}>
        <canvas
          ref={canvas}
          className={`block w-full ${onDraw ? 'cursor-crosshair touch-none' : onPick ? 'cursor-pointer' : ''}`}
          style={{ height: most }}
          onPointerDown={({ nativeEvent: { offsetX: x, offsetY: y }, currentTarget, pointerId, button }) => {
            if (!onDraw || button !== 0) return
            currentTarget.setPointerCapture(pointerId)
            drawn.current = new Set()
            touch({ x, y })
          }}
          onPointerMove={({ nativeEvent: { offsetX: x, offsetY: y } }) => {
            pointer.current = { x, y }
            touch({ x, y })
            redraw.current()
          }}
          onClick={({ nativeEvent: { offsetX: x, offsetY: y } }) => !onDraw && pick({ x, y })}
          onPointerUp={release}
          onPointerCancel={() => (drawn.current = null)}
          onPointerLeave={() => {
            pointer.current = null
            redraw.current()
          }}
        >
          {text('live.wire.tensor')}
        </canvas>
      </div>
      <p ref={reading} className="mt-1 h-4 truncate font-mono text-xs text-muted tabular" />
      <div ref={legend} className="mt-1 flex items-center gap-2 font-mono text-xs text-muted tabular">
        <span data-end="low" />
        <span data-bar className="h-2 flex-1 rounded-xs" />
        <span data-end="high" />
      </div>
    </div>
  )
}

/** A light line around a dark one is seen on every colour. */
function paintMark(
  context: CanvasRenderingContext2D,
  picture: FlowPicture,
  { across, down }: PaintedPicture,
  { index, shape, sample }: { index: readonly number[]; shape: readonly number[]; sample: number | null },
): void {
  const pixel = pixelOf(picture, index, { shape, sample, gap: picture.kind === 'maps' ? MAP_GAP : 0 })
  if (!pixel) return
  const { surface, text } = paintStyle()
  for (const [color, width] of [
    [surface, 4],
    [text, 2],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = width
    context.strokeRect(pixel.left * across, pixel.top * down, across, down)
  }
}

function writeLegend(legend: HTMLElement | null, frame: FlowFrame, { range }: PaintedPicture): void {
  const bar = legend?.querySelector<HTMLElement>('[data-bar]')
  const low = legend?.querySelector('[data-end=low]')
  const high = legend?.querySelector('[data-end=high]')
  if (!bar || !low || !high) return
  bar.style.background = colorMapGradient(mapKindOf(frame), paintStyle().theme)
  low.textContent = valueText(range.low, 3)
  high.textContent = valueText(range.high, 3)
}

function writeReading(
  place: HTMLElement | null,
  frame: FlowFrame,
  painted: PaintedPicture,
  pointer: { x: number; y: number } | null,
  {
    sample,
    axes,
    hint,
  }: Pick<LanePictureProps, 'sample' | 'axes'> & { hint: 'explain.hint' | 'live.wire.hoverHint' | null },
): void {
  const { picture } = frame
  if (!place || !picture) return
  const cell = pointer && cellUnder(picture, painted, pointer)
  if (!cell) {
    place.textContent = hint === null ? '' : t(hint)
    return
  }
  const { row, column, channel } = cell
  const at = { row, column, channel, sample: sample ?? 0 }
  const where =
    picture.kind !== 'maps'
      ? t('live.wire.hoverMatrix', at)
      : axes
        ? t('live.wire.hoverAxes', { ...at, first: axes[0], second: axes[1] })
        : t('live.wire.hoverMaps', at)
  const value = picture.values[cell.index] ?? NaN
  const several = cell.rows * cell.columns
  const what =
    several === 1 ? exactText(value) : `${numberText(value)} (${t('live.wire.meanOf', { count: several })})`
  place.textContent = `${what} · ${where}`
}

function cellUnder(
  picture: FlowPicture,
  { across, down }: PaintedPicture,
  { x, y }: { x: number; y: number },
): PictureCell | null {
  return cellAt(picture, picture.kind === 'maps' ? MAP_GAP : 0, x / across, y / down)
}
