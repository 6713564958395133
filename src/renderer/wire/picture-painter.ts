/** Paints a frame's picture into a canvas on the page, with crisp pixels. */
import type { FlowFrame } from '../../graph/frames/frame'
import type { SizedCanvas } from '../paint/canvas-size'
import { colorMap, colorRange, commonRange, mapKindOf, type ColorRange } from '../paint/color-map'
import type { PaintStyle } from '../paint/paint-style'
import { picturePixels, pictureValues } from '../paint/picture-pixels'
import { drawnSize } from './tensor-view'

export const MAP_GAP = 1

/** Where the picture lies on its canvas, in the page's pixels, and what its colours stand for. */
export interface PaintedPicture {
  width: number
  height: number
  /** Pixels of the page for one of the picture. */
  across: number
  down: number
  range: ColorRange
}

let scratch: OffscreenCanvas | null = null

/** Paints the picture from the top left corner on; on the scale of both, where another stands `beside` it. */
export function paintPicture(
  { context, width, height }: SizedCanvas,
  style: PaintStyle,
  frame: FlowFrame,
  beside?: FlowFrame,
): PaintedPicture | null {
  const { picture } = frame
  if (!picture || picture.width === 0 || picture.height === 0) return null
  const kind = mapKindOf(frame)
  const own = colorRange(kind, pictureValues(picture))
  const other = beside?.picture && mapKindOf(beside) === kind ? pictureValues(beside.picture) : null
  const range = other === null ? own : commonRange(own, colorRange(kind, other))
  const painted = picturePixels(picture, range, colorMap(kind, style.theme), MAP_GAP)
  scratch ??= new OffscreenCanvas(1, 1)
  scratch.width = painted.width
  scratch.height = painted.height
  const bytes = new Uint8ClampedArray(painted.pixels.buffer as ArrayBuffer)
  scratch.getContext('2d')?.putImageData(new ImageData(bytes, painted.width, painted.height), 0, 0)
  const ratio = window.devicePixelRatio || 1
  const size = drawnSize(painted, picture.kind === 'maps', { width, height }, ratio)
  // Reduced further than its own pixels, smoothing is truer; enlarged, each value is a crisp square.
  context.imageSmoothingEnabled = size.width < painted.width
  context.drawImage(scratch, 0, 0, size.width, size.height)
  return { ...size, across: size.width / painted.width, down: size.height / painted.height, range }
}
