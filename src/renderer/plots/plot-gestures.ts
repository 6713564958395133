/** What hands do on a plot of steps: zoom by dragging or the wheel, move about, and see all again; with keys too. */
import type uPlot from 'uplot'
import { moveBy, within, zoomAround } from './step-range'
import type { StepRange } from './step-range'

interface PlotView {
  /** The steps that are seen. */
  range: () => StepRange
  /** All that there are. */
  whole: () => StepRange
  /** Sees these; null for all. */
  show: (range: StepRange | null) => void
}

/** A turn of the wheel by so many pixels doubles what is seen. */
const DOUBLING = 400
/** A line or a page of a wheel that counts in those, in pixels. */
const WHEEL_UNITS = [1, 16, 400]
/** How far one press of an arrow goes, as a share of what is seen, and how much one of + or − zooms. */
const ARROW = 0.25
const KEY_ZOOM = 0.5
/** A shorter drag is a click that was not still. */
const LEAST_DRAG = 6

/** uPlot's part of it: a drag marks the steps to see, which {@link plotGestures} takes up. */
export const DRAGGING: uPlot.Cursor.Drag = { x: true, y: false, setScale: false, dist: LEAST_DRAG }

/**
 * Drag: see these steps. Wheel: nearer and farther around the pointer; sideways or with Shift: along. Double click: all.
 * On `focus`, the element that takes the keyboard: + and −, arrows, Home, End, and 0 for all.
 */
export function plotGestures(focus: HTMLElement, view: PlotView): uPlot.Plugin {
  const onKey = (event: KeyboardEvent): void => press(event, view)
  return {
    hooks: {
      init: ({ over }) => {
        over.addEventListener('dblclick', () => view.show(null))
      },
      ready: (plot) => {
        plot.over.addEventListener('wheel', (event) => turn(event, plot, view), { passive: false })
        focus.addEventListener('keydown', onKey)
      },
      destroy: () => focus.removeEventListener('keydown', onKey),
      setSelect: (plot) => {
        const { left, width } = plot.select
        if (width < LEAST_DRAG) return
        const range = { from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') }
        view.show(within(range, view.whole()))
      },
    },
  }
}

function turn(event: WheelEvent, plot: uPlot, view: PlotView): void {
  event.preventDefault()
  const unit = WHEEL_UNITS[event.deltaMode] ?? 1
  const along = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
  if (Math.abs(along) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
    view.show(moveBy(view.range(), view.whole(), (along * unit) / plot.over.clientWidth))
    return
  }
  const step = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x')
  view.show(zoomAround(view.range(), view.whole(), step, 2 ** ((event.deltaY * unit) / DOUBLING)))
}

function press(event: KeyboardEvent, view: PlotView): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const range = view.range()
  const whole = view.whole()
  const middle = (range.from + range.to) / 2
  const width = range.to - range.from
  const keys: Record<string, () => StepRange | null> = {
    '+': () => zoomAround(range, whole, middle, KEY_ZOOM),
    '=': () => zoomAround(range, whole, middle, KEY_ZOOM),
    '-': () => zoomAround(range, whole, middle, 1 / KEY_ZOOM),
    ArrowLeft: () => moveBy(range, whole, -ARROW),
    ArrowRight: () => moveBy(range, whole, ARROW),
    Home: () => within({ from: whole.from, to: whole.from + width }, whole),
    End: () => within({ from: whole.to - width, to: whole.to }, whole),
    '0': () => null,
  }
  const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  view.show(act())
}
