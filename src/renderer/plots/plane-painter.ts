/** Paints the classes of a plane: every place in the colour of its likeliest class, the paler the less sure, and the points. */
import type { PlaneFit } from '../../engine/protocol'
import type { PaintStyle } from '../paint/paint-style'
import { classColor, redGreenBlue } from './class-colors'
import { fitX, fitY, paintAxes } from './line-painter'
import type { FitFrame } from './line-painter'

/** Of the surface, from not sure at all to sure, 0 to 255. */
const PALEST = 16
const FULLEST = 130
/** A point's radius where there is room, and the share of a low plot's height that it may have. */
const POINT = 3.5
const LOW = 1 / 45

/** No wider than twice its height, in the middle of its place. `scale`: of the text. */
export function planeFrame(
  { x, y }: PlaneFit,
  { width, height }: { width: number; height: number },
  scale: number,
): FitFrame {
  const [left, right, top, bottom] = [44 * scale, width - 14 * scale, 8, height - 24 * scale]
  const wide = Math.min(right - left, 2 * (bottom - top))
  const start = left + (right - left - wide) / 2
  return { left: start, right: start + wide, top, bottom, x, y }
}

export function paintPlane(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  fit: PlaneFit,
  frame: FitFrame,
): void {
  const { left, right, top, bottom } = frame
  context.save()
  context.beginPath()
  context.rect(left, top, right - left, bottom - top)
  context.clip()
  paintSurface(context, fit, frame)
  const radius = Math.min(POINT, Math.max(2, LOW * (bottom - top)))
  for (const [x, y, index] of fit.points) {
    context.beginPath()
    context.arc(fitX(frame, x), fitY(frame, y), radius, 0, 2 * Math.PI)
    context.fillStyle = classColor(index)
    context.fill()
    // Where the net is wrong.
    const wrong = placeAt(fit, x, y)?.winner !== index
    context.strokeStyle = wrong ? style.text : style.surface
    context.lineWidth = wrong ? 1.5 : 0.75
    context.stroke()
  }
  context.restore()
  paintAxes(context, style, frame)
}

/** The likeliest class at a place and its probability; null outside. */
export function placeAt(
  { x, y, size, winners, confidences }: PlaneFit,
  first: number,
  second: number,
): { winner: number; confidence: number } | null {
  const column = Math.round(((first - x[0]) / (x[1] - x[0])) * (size - 1))
  const row = Math.round(((second - y[0]) / (y[1] - y[0])) * (size - 1))
  if (column < 0 || column >= size || row < 0 || row >= size) return null
  const place = row * size + column
  return { winner: winners[place]!, confidence: confidences[place]! }
}

/** Each place is a pixel of a small picture, which the canvas makes smooth. */
function paintSurface(
  context: CanvasRenderingContext2D,
  { size, classes, winners, confidences }: PlaneFit,
  { left, right, top, bottom }: FitFrame,
): void {
  const pixels = new Uint8ClampedArray(4 * size * size)
  const colors = Array.from({ length: classes }, (_, index) => redGreenBlue(classColor(index)))
  for (let place = 0; place < winners.length; place++) {
    const row = size - 1 - Math.floor(place / size)
    const at = 4 * (row * size + (place % size))
    pixels.set(colors[winners[place]!] ?? [0, 0, 0], at)
    // The least that the likeliest of so many classes can have is its share of all.
    const sure = (confidences[place]! - 1 / classes) / (1 - 1 / classes)
    pixels[at + 3] = PALEST + sure * (FULLEST - PALEST)
  }
  const picture = new OffscreenCanvas(size, size)
  picture.getContext('2d')!.putImageData(new ImageData(pixels, size, size), 0, 0)
  context.imageSmoothingEnabled = true
  // The outermost places lie on the edge, so half a pixel of the picture is outside.
  const [wide, high] = [(right - left) / (size - 1), (bottom - top) / (size - 1)]
  context.drawImage(picture, left - wide / 2, top - high / 2, wide * size, high * size)
}
