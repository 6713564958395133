/** Paints the small picture of a lane beside its wire. */
import type { FlowFrame } from '../../graph/frames/frame'
import { colorMap, colorRange, mapKindOf, type Theme } from '../paint/color-map'
import type { Point } from '../../graph/drawing/geometry'
import { laneTrouble, normText } from '../probes/lane-said'
import { t } from '../texts/index'
import type { FlowLook } from '../probes/look-history'
import { picturePixels, pictureValues } from '../paint/picture-pixels'
import type { PaintStyle } from '../paint/paint-style'
import { paintSparkline } from './sparkline-painter'
import { LINE, SPARK } from './thumbnail-layout'

/** From this side on, a picture's text says which norm it is. */
const WIDE = 54

interface Bitmap {
  frame: FlowFrame
  theme: Theme
  canvas: OffscreenCanvas
}

/** Keeps each lane's painted picture until its next frame. */
export class ThumbnailPainter {
  private readonly bitmaps = new Map<string, Bitmap>()

  /** Forgets the pictures of lanes that are no longer seen. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.bitmaps.keys()) if (!keys.has(key)) this.bitmaps.delete(key)
  }

  paint(
    context: CanvasRenderingContext2D,
    style: PaintStyle,
    place: {
      key: string
      frame: FlowFrame | null
      at: Point
      side: number
      text: boolean
      looks: readonly FlowLook[]
    },
  ): void {
    const { frame, at, side, text } = place
    if (frame === null) {
      paintNotYet(context, style, at, side)
      return
    }
    const color = laneTrouble(frame) === 'notFinite' ? style.danger : style[frame.direction]
    context.globalAlpha = 1
    context.setLineDash([])
    context.fillStyle = style.surface
    context.beginPath()
    context.roundRect(at.x - 1.5, at.y - 1.5, side + 3, side + 3, 4)
    context.fill()
    context.lineWidth = 1
    context.strokeStyle = color
    context.stroke()
    // A frame that was asked for from farther away has none.
    if (frame.picture) this.paintPicture(context, style, { key: place.key, frame, at, side })
    if (!text) return
    paintNorm(context, style, frame, color, at, side)
    const top = at.y + side + LINE + 1
    const box = { left: at.x, right: at.x + side, top, bottom: top + SPARK - 2 }
    paintSparkline(context, style, place.looks, box, color)
  }

  private paintPicture(
    context: CanvasRenderingContext2D,
    style: PaintStyle,
    { key, frame, at, side }: { key: string; frame: FlowFrame; at: Point; side: number },
  ): void {
    const canvas = this.bitmap(key, frame, style.theme)
    // Feature maps keep their proportions; a matrix may be far wider than high and fills the square.
    const scale = frame.picture?.kind === 'maps' ? side / Math.max(canvas.width, canvas.height) : null
    const width = scale === null ? side : canvas.width * scale
    const height = scale === null ? side : canvas.height * scale
    context.imageSmoothingEnabled = false
    context.drawImage(canvas, at.x + (side - width) / 2, at.y + (side - height) / 2, width, height)
  }

  private bitmap(key: string, frame: FlowFrame, theme: Theme): OffscreenCanvas {
    const known = this.bitmaps.get(key)
    if (known?.frame === frame && known.theme === theme) return known.canvas
    const picture = frame.picture!
    const kind = mapKindOf(frame)
    const range = colorRange(kind, pictureValues(picture))
    const { width, height, pixels } = picturePixels(picture, range, colorMap(kind, theme), 1)
    const canvas = known?.canvas ?? new OffscreenCanvas(width, height)
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    const bytes = new Uint8ClampedArray(pixels.buffer as ArrayBuffer)
    canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0)
    this.bitmaps.set(key, { frame, theme, canvas })
    return canvas
  }
}

/** In the place of a picture to which nothing has come yet. */
function paintNotYet(context: CanvasRenderingContext2D, style: PaintStyle, at: Point, side: number): void {
  context.globalAlpha = 1
  context.setLineDash([3, 3])
  context.lineDashOffset = 0
  context.lineWidth = 1
  context.strokeStyle = style.faint
  context.fillStyle = style.canvas
  context.beginPath()
  context.roundRect(at.x - 1.5, at.y - 1.5, side + 3, side + 3, 4)
  context.fill()
  context.stroke()
  context.setLineDash([])
  context.font = `500 ${side >= WIDE ? 10 : 9}px ${style.sans}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = style.faint
  context.fillText(side >= 44 ? t('debug.notYet') : '…', at.x + side / 2, at.y + side / 2)
}

function paintNorm(
  context: CanvasRenderingContext2D,
  style: PaintStyle,
  frame: FlowFrame,
  color: string,
  at: Point,
  side: number,
): void {
  context.font = `500 9px ${style.mono}`
  context.textAlign = 'center'
  context.textBaseline = 'top'
  // The page's own colour around the letters keeps them legible over a wire.
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = style.canvas
  const text = normText(frame, side >= WIDE)
  context.strokeText(text, at.x + side / 2, at.y + side + 3)
  context.fillStyle = color
  context.fillText(text, at.x + side / 2, at.y + side + 3)
}
