/** Where the camera stands: over everything, or over the beginning where everything would be too small to be read. */
import type { Viewport } from '@xyflow/react'
import type { Box } from '../../graph/drawing/geometry'

/** Free room at the sides of the canvas, in pixels of the screen. */
export interface Insets {
  top: number
  right: number
  bottom: number
  left: number
}

export interface CanvasSize {
  width: number
  height: number
}

/** From here on down, names cannot be read; a document that needs less is shown from its beginning. */
const SMALLEST = 0.4
const READABLE = 0.6
/** Who has enlarged the interface reads from afar: names then stay nearly as large as other text. */
const READABLE_AFAR = 0.8

/** The view that holds all boxes, as large as may be. `scale`: the zoom at which nothing is larger than it is. */
export function wholeView(
  boxes: readonly Box[],
  size: CanvasSize,
  insets: Insets,
  { least, scale }: { least: number; scale: number },
): Viewport {
  const bounds = around(boxes)
  const zoom = Math.max(least, Math.min(scale, fitting(bounds, size, insets)))
  return {
    x: centred(bounds.left, bounds.right, insets.left, size.width - insets.right, zoom),
    y: centred(bounds.top, bounds.bottom, insets.top, size.height - insets.bottom, zoom),
    zoom,
  }
}

/** The view of a document that has just been opened. `first`: the box that one reads first. `scale`: of the interface. */
export function openingView(
  boxes: readonly Box[],
  first: Box,
  size: CanvasSize,
  { insets, scale }: { insets: Insets; scale: number },
): Viewport {
  const bounds = around(boxes)
  const afar = scale > 1
  const least = (afar ? READABLE_AFAR : SMALLEST) * scale
  if (fitting(bounds, size, insets) >= least) return wholeView(boxes, size, insets, { least, scale })
  const zoom = (afar ? READABLE_AFAR : READABLE) * scale
  return {
    x: begun(bounds.left, bounds.right, first.left, [insets.left, size.width - insets.right], zoom),
    y: begun(bounds.top, bounds.bottom, first.top, [insets.top, size.height - insets.bottom], zoom),
    zoom,
  }
}

/** More room at one side, so that the lower right corner stays free too: at the right or below, where boxes stay larger. */
export function besideCorner(
  boxes: readonly Box[],
  size: CanvasSize,
  free: Insets,
  corner: CanvasSize,
): Insets {
  const beside = { ...free, right: Math.max(free.right, corner.width) }
  const above = { ...free, bottom: Math.max(free.bottom, corner.height) }
  const bounds = around(boxes)
  return fitting(bounds, size, beside) > fitting(bounds, size, above) ? beside : above
}

/** The box around all boxes. */
export function around(boxes: readonly Box[]): Box {
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  }
}

function fitting(bounds: Box, { width, height }: CanvasSize, insets: Insets): number {
  const across = (width - insets.left - insets.right) / Math.max(1, bounds.right - bounds.left)
  const down = (height - insets.top - insets.bottom) / Math.max(1, bounds.bottom - bounds.top)
  return Math.min(across, down)
}

function centred(from: number, to: number, start: number, end: number, zoom: number): number {
  return (start + end) / 2 - ((from + to) / 2) * zoom
}

/** In the middle what fits; else from its beginning on, or from its first place where that would not be seen. */
function begun(
  from: number,
  to: number,
  first: number,
  [start, end]: [number, number],
  zoom: number,
): number {
  const room = (end - start) / zoom
  if (to - from <= room) return centred(from, to, start, end, zoom)
  return start - (first - from < room / 2 ? from : first) * zoom
}
