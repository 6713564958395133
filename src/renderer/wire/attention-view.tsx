/** Where the heads inside of a node look: a square a head, a row for each place that looks, a column for each that is looked at. */
import { useEffect, useRef, useState } from 'react'
import type { AttentionResult } from '../../engine/protocol'
import { HISTOGRAM_BINS, type FlowFrame } from '../../graph/frames/frame'
import type { HostProblem } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import { clearCanvas } from '../paint/canvas-size'
import { colorMapGradient } from '../paint/color-map'
import { paintStyle } from '../paint/paint-style'
import { cellAt } from '../paint/picture-pixels'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { numberText, valueText } from '../texts/number-text'
import { t } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { IndexField } from '../ui/stepper'
import { ToggleButton } from '../ui/toggle-button'
import { MAP_GAP, type PaintedPicture, paintPicture } from './picture-painter'

interface AttentionViewProps {
  call: { path: string[]; node: string }
}

/** Asks for it as long as it is open, again after each step at rest. */
export function AttentionView({ call }: AttentionViewProps) {
  const { t: text } = useTranslation()
  const [open, setOpen] = useState(false)
  const [sample, setSample] = useState(0)
  const [layer, setLayer] = useState(0)
  const { found, problem } = useAttention(call, sample, open)
  return (
    <section aria-label={text('live.attention.label')} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <h4 className="min-w-0 flex-1 truncate text-sm font-medium">{text('live.attention.label')}</h4>
        <ToggleButton pressed={open} onChange={setOpen}>
          {text('live.attention.show')}
        </ToggleButton>
      </div>
      {open && problem && (
        <p role="alert" className="text-xs text-danger">
          {problem.message} {problem.remedy}
        </p>
      )}
      {open && found && (
        <>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <IndexField
              label={text(found.of === 'heldOut' ? 'live.attention.heldOut' : 'live.attention.train')}
              value={found.sample}
              count={found.samples}
              onChange={setSample}
            />
            {found.layers > 1 && (
              <IndexField
                label={text('live.attention.layer')}
                value={Math.min(layer, found.layers - 1)}
                count={found.layers}
                onChange={setLayer}
              />
            )}
          </div>
          <Heads found={found} layer={Math.min(layer, found.layers - 1)} />
        </>
      )}
    </section>
  )
}

function useAttention({ path, node }: AttentionViewProps['call'], sample: number, open: boolean) {
  const session = useSession()
  const running = useRun((run) => run.progress.state === 'running')
  const step = useRun((run) => run.progress.step)
  const opened = useRun((run) => run.opened)
  const [known, setKnown] = useState<{ result: AttentionResult; step: number; of: unknown } | null>(null)
  const [problem, setProblem] = useState<HostProblem | null>(null)
  const place = path.join('/')
  useEffect(() => {
    if (!open || running) return undefined
    let wanted = true
    const ask = async (): Promise<void> => {
      try {
        await session.engine.settled()
        const call = { path: place === '' ? [] : place.split('/'), node }
        const result = await session.host.engine({ kind: 'attention', call, sample })
        if (!wanted) return
        setKnown({ result, step, of: opened })
        setProblem(null)
      } catch (error) {
        if (!wanted) return
        setKnown(null)
        setProblem(problemOf(error))
      }
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [session, place, node, sample, open, running, step, opened])
  // That of another net, or of weights that have changed since, is of no use; while training runs it is the last one.
  const found = known?.of === opened && (running || known?.step === step) ? known.result : null
  return { found, problem }
}

function Heads({ found, layer }: { found: AttentionResult; layer: number }) {
  const { t: text } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const reading = useRef<HTMLParagraphElement>(null)
  const ends = useRef<HTMLDivElement>(null)
  const painted = useRef<PaintedPicture | null>(null)
  const pointer = useRef<{ x: number; y: number } | null>(null)
  const draw = (): void => {
    const sized = canvas.current && clearCanvas(canvas.current)
    if (!sized) return
    const frame = headsFrame(found, layer)
    painted.current = paintPicture(sized, paintStyle(), frame)
    if (!painted.current) return
    const { height, range } = painted.current
    canvas.current!.parentElement!.style.height = `${Math.ceil(height)}px`
    writeEnds(ends.current, range)
    if (reading.current) reading.current.textContent = readingOf(frame, painted.current, pointer.current)
  }
  const redraw = useDrawing(canvas, draw, noChanges)
  const point = (at: { x: number; y: number } | null): void => {
    pointer.current = at
    redraw.current()
  }
  return (
    <div>
      <div className="relative max-h-96 overflow-hidden">
        <canvas
          ref={canvas}
          className="block h-96 w-full"
          onPointerMove={({ nativeEvent: { offsetX: x, offsetY: y } }) => point({ x, y })}
          onPointerLeave={() => point(null)}
        >
          {text('live.attention.label')}
        </canvas>
      </div>
      <p ref={reading} data-reading className="mt-1 h-4 truncate font-mono text-xs text-muted tabular" />
      <div ref={ends} className="mt-1 flex items-center gap-2 font-mono text-xs text-muted tabular">
        <span data-end="low" />
        <span data-bar className="h-2 flex-1 rounded-xs" />
        <span data-end="high" />
      </div>
    </div>
  )
}

const noChanges = () => () => undefined

/** The heads of a layer as feature maps are shown. */
function headsFrame({ heads, rows, columns, values }: AttentionResult, layer: number): FlowFrame {
  const across = Math.ceil(Math.sqrt(heads))
  const size = rows * columns
  const width = across * columns
  const height = Math.ceil(heads / across) * rows
  // A last row of heads that is not full is left as NaN, which no colour stands for.
  const placed = new Float32Array(width * height).fill(NaN)
  for (let head = 0; head < heads; head++)
    for (let row = 0; row < rows; row++) {
      const from = (layer * heads + head) * size + row * columns
      const to = (Math.floor(head / across) * rows + row) * width + (head % across) * columns
      placed.set(values.subarray(from, from + columns), to)
    }
  const none = { min: NaN, max: NaN, mean: NaN, std: NaN, norm: NaN, zeros: NaN, nan: 0, inf: 0 }
  return {
    probe: 0,
    direction: 'forward',
    step: 0,
    shape: [1, heads, rows, columns],
    statistics: none,
    histogram: { low: NaN, high: NaN, counts: new Uint32Array(HISTOGRAM_BINS) },
    picture: {
      kind: 'maps',
      width,
      height,
      tiles: heads,
      columns: across,
      tileWidth: columns,
      tileHeight: rows,
      rowStart: 0,
      columnStart: 0,
      rows,
      cols: columns,
      values: placed,
    },
  }
}

function writeEnds(place: HTMLElement | null, { low, high }: PaintedPicture['range']): void {
  const bar = place?.querySelector<HTMLElement>('[data-bar]')
  if (!place || !bar) return
  bar.style.background = colorMapGradient('sequential', paintStyle().theme)
  place.querySelector('[data-end=low]')!.textContent = valueText(low, 3)
  place.querySelector('[data-end=high]')!.textContent = valueText(high, 3)
}

function readingOf(
  { picture }: FlowFrame,
  { across, down }: PaintedPicture,
  pointer: { x: number; y: number } | null,
): string {
  const cell = pointer && cellAt(picture!, MAP_GAP, pointer.x / across, pointer.y / down)
  if (!cell) return t('live.attention.hint')
  const { channel: head, row, column } = cell
  return t('live.attention.read', { head, row, column, value: numberText(picture!.values[cell.index]!) })
}
